import { findings } from '../base/findings.ts';
import type { JudgedText } from '../base/judged-text.ts';
import type { DataSourcesSummary } from '../base/rollout/configurations.ts';
import { ourOwn } from '../base/rule-sources.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { SourceText, Span } from '../base/text.ts';
import type { YamlNode } from '../base/yaml-documents.ts';
import { acrossRules } from './across/all.ts';
import { linksOf } from './links.ts';
import { sizeOf } from './plain.ts';
import { isNothing, type ProvisioningFile, readProvisioning } from './read.ts';
import type { Options, RuleContext, RuleFinding } from './rule.ts';
import { fileRules } from './rules/all.ts';
import { shapeFindings, shapeRules } from './shape.ts';
import { summaryOf } from './summary.ts';
import { textFindings, textRules } from './text-rules.ts';

/** Every rule, for documentation. */
export const rules: readonly RuleText[] = [...textRules, ...shapeRules, ...fileRules, ...acrossRules];

/** What stands in the way of judging a file at all. */
export const tooLarge: RuleText = {
  id: 'grafana.too-large',
  severity: 'blocker',
  title: 'The file is of a size that can be judged',
  why: 'With aliases of YAML a small file can stand for more than fits into memory. The verdict is undetermined.',
  sources: [ourOwn('grafana-rules.md', 'input may be hostile, and what is read of it has a bound')],
};

/** How many blockers, and again how many other findings, are kept of one file. */
const limit = 100;
/** Nodes with aliases written out: more than any file has that fits into memory as YAML. */
const sizeLimit = 2_000_000;

/**
 * What Grafana would refuse, lose or not do of one data source provisioning file. Any text ends in diagnostics.
 * What takes all files to see is in src/grafana/check-files.ts.
 */
export async function checkDataSources(
  source: SourceText,
  options: Options = {},
): Promise<JudgedText<DataSourcesSummary>> {
  const { path, text } = source;
  const { readYamlDocuments } = await import('../base/yaml-documents.ts');
  const documents = readYamlDocuments(text, path);
  const found = findings([path], limit, 'grafana.more-findings');
  const notLookedInto = new Set<string>();
  const add = ({ id, severity }: RuleText, { start, end }: Span, finding: RuleFinding): void =>
    found.add({ rule: id, severity, file: path, span: { start, end }, ...finding });
  for (const { rule, at, related, ...finding } of textFindings(documents, text)) {
    add(rule, at, related ? { ...finding, related: [relatedOf(path, related)] } : finding);
  }
  const [root] = documents.documents;
  if (documents.problem || !root || root.kind !== 'map') {
    const isEmpty = !documents.problem && (!root || isNothing(root));
    return {
      diagnostics: found.all(),
      notLookedInto: [],
      summary: isEmpty ? { dataSources: [], deletions: [] } : undefined,
    };
  }
  if (sizeOf(root, sizeLimit) >= sizeLimit) {
    found.add({
      rule: tooLarge.id,
      severity: tooLarge.severity,
      status: 'unknown',
      file: path,
      span: { start: 0, end: 0 },
      message: 'the aliases of the file stand for more than can be judged',
      hint: 'Write them out',
    });
    return { diagnostics: found.all(), notLookedInto: [], summary: undefined };
  }
  const file = readProvisioning(path, root);
  await judge(file, root, options, notLookedInto, add);
  const summary = summaryOf(file, notLookedInto);
  return { diagnostics: found.all(), notLookedInto: [...notLookedInto].sort(), summary };
}

async function judge(
  file: ProvisioningFile,
  root: YamlNode,
  options: Options,
  notLookedInto: Set<string>,
  add: (rule: RuleText, at: Span, finding: RuleFinding) => void,
): Promise<void> {
  const said = new Set<string>();
  for (const rule of fileRules) {
    const report: RuleContext['report'] = (at, finding) => {
      // Aliases bring the same place twice.
      const key = `${at.start} ${at.end}`;
      const whole = `${rule.id} ${key} ${finding.message}`;
      if (said.has(whole)) return;
      said.add(key).add(whole);
      add(rule, at, finding);
    };
    rule.check({ file, options, notLookedInto, report });
  }
  if (file.format !== 'legacy') {
    for (const { rule, at, ...finding } of await shapeFindings(root)) {
      const key = `${at.start} ${at.end}`;
      if (said.has(key)) continue;
      said.add(key);
      add(rule, at, finding);
    }
  }
  if (linksOf(file, 'tracesToProfiles').length > 0)
    notLookedInto.add(
      'whether spans carry pyroscope.profile.id, without which no link to profiles is shown: the library in the program adds it, profiles by eBPF or scraping have none',
    );
}

function relatedOf(file: string, { start, end, message }: Span & { readonly message: string }) {
  return { file, span: { start, end }, message };
}
