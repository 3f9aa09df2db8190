/** Every rule that is code, by what it is about. Texts are loaded only when they are asked for. */
import type { RuleText } from '../base/rule-text.ts';
import type { Report } from '../generated/report-types.ts';

/** What a rule is about: a language, or what else is judged and is no host. */
export interface RuleKind {
  readonly name: string;
  /** What ids begin with, without the dot. */
  readonly prefix: string;
  readonly title: string;
  readonly load: () => Promise<readonly RuleText[]>;
}

/** The order is that of `preflight list`. */
export const ruleKinds: readonly RuleKind[] = [
  {
    name: 'alloy',
    prefix: 'alloy',
    title: 'Configurations of Grafana Alloy',
    load: async () => (await import('../alloy/every-rule.ts')).everyAlloyRule,
  },
  {
    name: 'pyroscope',
    prefix: 'pyroscope',
    title: 'Configurations of a Pyroscope server',
    load: async () => (await import('../pyroscope/every-rule.ts')).everyPyroscopeRule,
  },
  {
    name: 'kubernetes',
    prefix: 'kubernetes',
    title: 'Kubernetes manifests and kustomizations',
    load: async () => (await import('../kubernetes/every-rule.ts')).everyKubernetesRule,
  },
  {
    name: 'grafana',
    prefix: 'grafana',
    title: 'Data sources of Grafana',
    load: async () => (await import('../grafana/every-rule.ts')).everyGrafanaRule,
  },
  {
    name: 'container',
    prefix: 'container',
    title: 'The Nix build of a container',
    load: async () => (await import('../container/every-rule.ts')).everyContainerRule,
  },
  {
    name: 'documentation',
    prefix: 'docs',
    title: 'Documentation',
    load: async () => (await import('../docs/every-rule.ts')).everyDocsRule,
  },
  {
    name: 'agreement',
    prefix: 'agree',
    title: 'Files that have to agree',
    load: async () => (await import('../agree/every-rule.ts')).everyAgreementRule,
  },
  {
    name: 'file',
    prefix: 'file',
    title: 'Files of any language',
    load: async () => (await import('../artifacts/rules.ts')).fileRules,
  },
  {
    name: 'rebase',
    prefix: 'rebase',
    title: 'A rebase that is rehearsed',
    load: async () => (await import('../git/rules.ts')).rebaseRules,
  },
  {
    name: 'project',
    prefix: 'preflight',
    title: 'preflight.yaml, its waivers and the gate',
    load: async () => {
      const [{ waiverRules }, { weakenedRule }, { gateRules }] = await Promise.all([
        import('../report/waivers/rules.ts'),
        import('../project/weakened.ts'),
        import('./gate/rules.ts'),
      ]);
      return [...waiverRules, weakenedRule, ...gateRules];
    },
  },
  {
    name: 'drift',
    prefix: 'nixos',
    title: 'What is declared, deployed and live',
    load: async () => (await import('../nix/rules.ts')).nixRules,
  },
];

/** What `preflight list --kind` takes: the checks of packs, and the kinds of rules. */
export const listedKinds: readonly string[] = ['check', ...ruleKinds.map(({ name }) => name)];

/** The rules of all kinds, in the order of the kinds. */
export async function allRules(): Promise<readonly RuleText[]> {
  return (await Promise.all(ruleKinds.map(({ load }) => load()))).flat();
}

/** A rule that is code, with the page that shows what it reports. */
export interface DocumentedRule extends RuleText {
  /** Of this repository, such as `docs/alloy-rules.md#alloyebpf-once`. */
  readonly page?: string;
}

/** The rules of these ids by their ids, in this order; an id of no rule, such as that of a check, is left out. */
export async function rulesOf(ids: Iterable<string>): Promise<ReadonlyMap<string, DocumentedRule>> {
  const wanted = new Set(ids);
  const prefixes = new Set([...wanted].map(prefixOf));
  const kinds = ruleKinds.filter(({ prefix }) => prefixes.has(prefix));
  if (kinds.length === 0) return new Map();
  const [{ rulePages }, ...rules] = await Promise.all([
    import('../generated/rule-pages.js'),
    ...kinds.map(({ load }) => load()),
  ]);
  const known = new Map(rules.flat().map((rule) => [rule.id, rule]));
  return new Map(
    [...wanted].flatMap((id): [string, DocumentedRule][] => {
      const rule = known.get(id);
      const page = rulePages.get(id);
      return rule ? [[id, page === undefined ? rule : { ...rule, page }]] : [];
    }),
  );
}

/** The report with what its rules are for: of each that found something, or could not judge. Those of packs say so themselves. */
export async function withRules(report: Report): Promise<Report> {
  const found = report.findings.filter(({ status }) => status !== 'pass' && status !== 'skip');
  const rules = await rulesOf(found.map(({ check }) => check));
  if (rules.size === 0) return report;
  const { targets, findings, ...head } = report;
  const texts = [...rules].map(([id, { title, why, sources, page }]) => [
    id,
    { title, why, sources: [...sources], ...(page === undefined ? {} : { page }) },
  ]);
  return { ...head, rules: { ...report.rules, ...Object.fromEntries(texts) }, targets, findings };
}

function prefixOf(id: string): string {
  return id.slice(0, Math.max(0, id.indexOf('.')));
}
