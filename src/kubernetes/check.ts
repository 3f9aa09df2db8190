/** Judges what is deployed: what Kubernetes would refuse, and what it would run and the rollout fail of. */
import type { Diagnostic } from '../base/diagnostic.ts';
import type { FactsDocument } from '../base/facts.ts';
import { findings } from '../base/findings.ts';
import type { Cluster, Container } from '../base/rollout/workload.ts';
import { guesses } from './guesses.ts';
import { lookupsOf } from './lookups.ts';
import { nameOf, profilersIn, programsOf, type Uses } from './programs.ts';
import { kubernetesRules } from './rules/all.ts';
import type { RuleContext } from './rules/rule.ts';

export interface KubernetesOptions {
  /** The host that the pods will run on. */
  readonly facts?: FactsDocument;
  /** What is known of the configuration that a container runs. */
  readonly uses: (container: Container) => Uses;
  /** How many blockers, and again how many other findings, are kept of one file. */
  readonly limit?: number;
}

export interface KubernetesResult {
  /** By file and place. */
  readonly diagnostics: readonly Diagnostic[];
  /** What is there and was not judged, and what was taken for granted, in words. */
  readonly notLookedInto: readonly string[];
}

/** Runs every rule over a cluster as `readCluster` returns it, whose own diagnostics are not repeated. */
export function checkKubernetes(cluster: Cluster, { facts, uses, limit = 100 }: KubernetesOptions): KubernetesResult {
  const files = cluster.sets.flatMap(({ objects }) => objects.map(({ at }) => at.file));
  const found = findings(files, limit, 'kubernetes.more-findings');
  const notLookedInto = new Set<string>();
  const programs = programsOf(cluster, uses);
  const profilers = profilersIn(programs);
  const lookups = lookupsOf(cluster);
  const guess = guesses();
  for (const profiler of profilers)
    if (profiler.assumedFrom !== undefined)
      notLookedInto.add(
        `the configuration of ${nameOf(profiler)}: that it profiles was taken from ${profiler.assumedFrom}`,
      );
  for (const { id, severity, check } of kubernetesRules) {
    const said = new Set<string>();
    const report: RuleContext['report'] = ({ file, span }, place, { message, hint, related }) => {
      const key = `${span.start} ${span.end} ${file} ${message}`;
      if (said.has(key)) return;
      said.add(key);
      found.add({
        rule: id,
        severity,
        file,
        span,
        message,
        place,
        ...(hint ? { hint } : {}),
        ...(related && related.length > 0 ? { related } : {}),
      });
    };
    check({
      cluster,
      facts,
      lookups,
      guess,
      servers: programs.filter(({ name }) => name === 'pyroscope'),
      agents: programs.filter(({ name }) => name === 'alloy'),
      profilers,
      notLookedInto,
      report,
    });
  }
  return { diagnostics: found.all(), notLookedInto: [...notLookedInto].sort() };
}
