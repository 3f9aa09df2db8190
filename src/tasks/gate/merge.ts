/** The parts as one: each target with a name of its own, and what other parts add to it. */
import type { Finding } from '../../generated/report-types.ts';
import { type Part, together } from './part.ts';

/**
 * Parts in the order of the report. Findings name their target, so two of one name would mix: the later gets a number. Hosts come
 * first: waivers, other parts and the next steps know them by the name of preflight.yaml. Of one part, the targets have names of
 * their own already.
 */
export function merged(parts: readonly Part[]): Part {
  const taken = new Set(parts.flatMap(({ targets }) => targets.filter(isHost).map(({ name }) => name)));
  const own = parts.map((part): Part => {
    if (part.targets.length > 0 && part.targets.every(isHost)) return part;
    const names = new Map<string, string>();
    for (const { name } of part.targets) {
      const fresh = freshName(name, taken);
      taken.add(fresh);
      if (fresh !== name) names.set(name, fresh);
    }
    return names.size === 0 ? part : renamed(part, names);
  });
  const all = together(own);
  const targets = all.targets.map((target) => {
    const { drift, notes = [] } = all.additions?.get(target.name) ?? {};
    const told = [...(target.notes ?? []), ...notes];
    return { ...target, ...(drift ? { drift } : {}), ...(told.length > 0 ? { notes: told } : {}) };
  });
  return { ...all, targets };
}

function isHost({ kind }: Part['targets'][number]): boolean {
  return kind === 'host' || kind === 'facts';
}

function freshName(name: string, taken: ReadonlySet<string>): string {
  for (let number = 1; ; number++) {
    const fresh = number === 1 ? name : `${name} (${number})`;
    if (!taken.has(fresh)) return fresh;
  }
}

function renamed(part: Part, names: ReadonlyMap<string, string>): Part {
  const rename = (finding: Finding): Finding => {
    const target = names.get(finding.target);
    if (target === undefined) return finding;
    const lead = `${finding.check}:${finding.target}`;
    const id = finding.id.startsWith(lead) ? `${finding.check}:${target}${finding.id.slice(lead.length)}` : finding.id;
    return { ...finding, id, target };
  };
  return {
    ...part,
    targets: part.targets.map((target) => ({ ...target, name: names.get(target.name) ?? target.name })),
    findings: part.findings.map(rename),
  };
}
