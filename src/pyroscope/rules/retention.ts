import { commonSources } from '../../base/rule-sources.ts';
import type { PyroscopeRule } from '../rule.ts';
import { usesV2 } from './architecture.ts';

export const retention: PyroscopeRule = {
  id: 'pyroscope.retention',
  severity: 'warning',
  title: 'What is older than limits.retention_period is deleted',
  why: 'The metastore’s cleaner deletes it each metastore.index.cleanup_interval, which is 0s by default up to 2.1: then it never runs, and the bucket grows without end. From 2.2 on the default is 15m.',
  sources: [commonSources.pyroscopeCleaner],
  covers: ['retention-v2', 'R4.10'],
  check(context) {
    const interval = context.settings.seconds('metastore.index.cleanup_interval');
    const period = context.settings.seconds('limits.retention_period');
    if (!usesV2(context) || !interval || !period || interval.value > 0 || period.value === 0) return;
    const at = interval.from === 'default' ? period : interval;
    context.report(at, {
      message: `The cleaner is off${interval.from === 'default' ? ' by default' : ''}, so nothing is ever deleted`,
      hint: 'Write metastore.index.cleanup_interval: 15m, or limits.retention_period: 0 if that is meant',
      place: at.path,
    });
  },
};
