import { excerpt } from '../../base/display.ts';
import type { PyroscopeRule } from '../rule.ts';
import { sources } from '../sources.ts';
import { architectureIn } from './architecture.ts';

const wanted = { v1: 'ingester', v2: 'segment-writer' } as const;

export const writePath: PyroscopeRule = {
  id: 'pyroscope.write-path',
  severity: 'blocker',
  title: 'limits.write_path belongs to architecture_storage',
  why: 'The server does not start otherwise: v1 wants ingester, v2 wants segment-writer, v1-v2-dual takes any. The default is segment-writer, so architecture_storage: v1 alone is refused.',
  sources: [sources.server],
  covers: ['arch-v1-write-path', 'arch-v2-write-path', 'arch-dual-write-path', 'R4.1'],
  check(context) {
    const architecture = architectureIn(context);
    const setting = context.settings.text('architecture_storage');
    const path = context.settings.text('limits.write_path');
    if (!setting || !path || (architecture !== 'v1' && architecture !== 'v2')) return;
    const needed = wanted[architecture];
    if (path.value === needed) return;
    const at = path.from === 'default' ? setting : path;
    context.report(at, {
      message: `architecture_storage ${architecture} needs limits.write_path ${needed}, and it is ${excerpt(path.value, 40)}${path.from === 'default' ? ' by default' : ''}`,
      hint: `Write limits.write_path: ${needed}`,
      place: at.path,
    });
  },
};
