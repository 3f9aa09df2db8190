import type { PyroscopeRule } from '../rule.ts';
import type { WrittenSetting } from '../settings.ts';
import { sources } from '../sources.ts';
import { architectureIn } from './architecture.ts';

export const v1Only: PyroscopeRule = {
  id: 'pyroscope.v1-only',
  severity: 'warning',
  title: 'With architecture_storage v2 no key of v1’s storage is set',
  why: 'pyroscopedb, ingester, compactor and the retention of v1’s blocks do nothing there. The server warns of flags alone, from 2.2 on, and never of keys.',
  sources: [sources.server, sources.limits],
  covers: ['v1-flags-under-v2', 'retention-v1', 'R4.23'],
  check(context) {
    if (architectureIn(context) !== 'v2') return;
    const blocks = new Set<string>();
    for (const { key, from, ...at } of inOrder(context.settings.written())) {
      const isRetention = key.path === 'limits.compactor_blocks_retention_period';
      if (key.children || (!key.raw.v1Only && !isRetention)) continue;
      // One finding for a block of the file, and one for each flag.
      const block = key.path.split('.')[0] ?? '';
      if (from === 'file' && !isRetention && blocks.has(block)) continue;
      if (from === 'file' && !isRetention) blocks.add(block);
      const name = from === 'argument' ? `-${key.raw.flag}` : isRetention ? key.path : block;
      context.report(at, {
        message: `"${name}" does nothing with architecture_storage v2`,
        hint: isRetention ? 'Write limits.retention_period' : 'Take it out, or set architecture_storage: v1-v2-dual',
        place: from === 'argument' ? name : key.path,
      });
    }
  },
};

function inOrder(written: readonly WrittenSetting[]): readonly WrittenSetting[] {
  return [...written].sort((left, right) => left.span.start - right.span.start);
}
