import type { AgreementRule } from '../rule.ts';

export const replicationFactor: AgreementRule = {
  id: 'agree.replication-factor',
  severity: 'blocker',
  title: 'There are as many ingesters as a write needs',
  why: 'The server takes any factor. A write succeeds when half of the copies and one more are written, each by another ingester: with fewer replicas than that every write fails.',
  sources: ['grafana/dskit, ring/replication_strategy.go'],
  check({ runs }, report) {
    for (const { workload, configured } of runs.pyroscope) {
      const factor = configured?.summary.ingesterReplication;
      // The replicas of other workloads with the same configuration may be of the same ring.
      const others = runs.pyroscope.filter((run) => run.configured === configured);
      if (!factor || others.length > 1 || workload.kind === 'DaemonSet') continue;
      const replicas = workload.replicas?.value ?? 1;
      const needed = Math.floor(factor.value / 2) + 1;
      if (replicas >= needed) continue;
      const at = workload.replicas ?? workload.at;
      const count = replicas === 1 ? 'one replica' : `${replicas} replicas`;
      report({
        at: factor,
        message: `A write needs ${needed} of ${factor.value} ingesters, and the ${workload.kind} has ${count}`,
        hint: `Write ingester.lifecycler.ring.replication_factor: ${Math.max(1, replicas)}, or run ${factor.value} replicas`,
        related: [{ file: at.file, span: at.span, message: 'the replicas' }],
      });
    }
  },
};
