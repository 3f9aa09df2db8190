import { excerpt } from '../../base/display.ts';
import { goSeconds } from '../duration.ts';
import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { checksCompactor } from './architecture.ts';

export const compactorRanges: PyroscopeRule = {
  id: 'pyroscope.compactor-ranges',
  severity: 'blocker',
  title:
    'The first compactor.block_ranges is a multiple of pyroscopedb.max_block_duration, and each other one of the one before',
  why: 'The server does not start otherwise, and panics on a max_block_duration of 0. Up to 2.1 it checks this with architecture_storage v2 too.',
  sources: [sources.compactor],
  covers: ['compactor-block-range', 'compactor-ranges-chain', 'max-block-duration-zero', 'R4.7'],
  check(context) {
    const block = context.settings.seconds('pyroscopedb.max_block_duration');
    const ranges = context.settings.list('compactor.block_ranges');
    if (!block || !ranges || !checksCompactor(context)) return;
    if (block.value === 0) {
      context.report(block, {
        message: 'The server panics on a max_block_duration of 0: it divides by it',
        hint: 'Take it out: the default is 1h',
        place: block.path,
      });
      return;
    }
    let before = { seconds: block.value, words: 'pyroscopedb.max_block_duration' };
    for (const [index, text] of ranges.value.entries()) {
      const seconds = goSeconds(text);
      if (seconds === undefined) return;
      if (isMultiple(seconds, before.seconds)) {
        before = { seconds, words: `the range before it, ${excerpt(text, 20)}` };
        continue;
      }
      const at = ranges.from === 'default' ? block : ranges;
      context.report(at, {
        message: `compactor.block_ranges has ${excerpt(text, 20)}, which is no multiple of ${index === 0 ? before.words : 'the range before it'}`,
        place: at.path,
      });
      return;
    }
  },
};

/** In nanoseconds, as Go counts. */
function isMultiple(seconds: number, of: number): boolean {
  return Math.round(seconds * 1e9) % Math.round(of * 1e9) === 0;
}
