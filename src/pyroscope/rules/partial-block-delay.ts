import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { architectureIn } from './architecture.ts';

export const partialBlockDelay: PyroscopeRule = {
  id: 'pyroscope.partial-block-delay',
  severity: 'warning',
  title: 'limits.compactor_partial_block_deletion_delay is 4h or more, or 0',
  why: 'The compactor ignores a shorter one, and deletes no partial block at all.',
  sources: [sources.limits],
  covers: ['partial-block-delay'],
  check(context) {
    const delay = context.settings.seconds('limits.compactor_partial_block_deletion_delay');
    if (!delay || architectureIn(context) === 'v2' || delay.value <= 0 || delay.value >= 4 * 3600) return;
    context.report(delay, {
      message: 'A delay under 4h is ignored, and switches the deletion of partial blocks off',
      hint: 'Write 4h or more, or 0 to switch it off',
      place: delay.path,
    });
  },
};
