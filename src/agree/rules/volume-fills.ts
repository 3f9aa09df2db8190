import { commonSources } from '../../base/rule-sources.ts';
import type { AgreementRule } from '../rule.ts';
import { claimOf } from '../storage.ts';

export const volumeFills: AgreementRule = {
  id: 'agree.volume-fills',
  severity: 'warning',
  title: 'Profiles on a volume of a fixed size are deleted some day',
  why: 'With a retention of 0 nothing is ever deleted: the volume fills up, and the server then refuses every write.',
  sources: [commonSources.pyroscopeParameters, commonSources.pyroscopeCleaner],
  check({ rollout, runs }, report) {
    for (const { workload, container, configured } of runs.pyroscope) {
      const summary = configured?.summary;
      if (summary?.storageBackend.value !== 'filesystem' || summary.architecture.value === 'v1') continue;
      if (summary.retentionSeconds.value !== 0) continue;
      const folder = summary.folders.find(({ key }) => key === 'storage.filesystem.dir');
      const claim = folder && claimOf(rollout.cluster, workload, container, folder.value);
      if (!claim?.size) continue;
      report({
        at: summary.retentionSeconds,
        message: `Profiles are kept for ever, on a volume of ${inGiB(claim.size.value)}`,
        hint: 'Set limits.retention_period, such as 14d',
        related: [{ ...claim.size, message: 'the size of the volume' }],
      });
    }
  },
};

function inGiB(bytes: number): string {
  return `${Math.round((bytes / 1024 ** 3) * 10) / 10} GiB`;
}
