/** What is wrong with the text as YAML, before anything in it has a meaning. */

import { excerpt } from '../base/display.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { Span } from '../base/text.ts';
import type { YamlDocuments, YamlMap, YamlNode } from '../base/yaml-documents.ts';
import { isNothing } from './read.ts';
import { sources } from './sources.ts';

const notYaml: RuleText = {
  id: 'grafana.yaml',
  severity: 'blocker',
  title: 'The file is YAML, and a map of data sources',
  why: 'Grafana does not start over a provisioning file that it cannot parse.',
  sources: [sources.fileReader],
};
const secondDocument: RuleText = {
  id: 'grafana.second-document',
  severity: 'blocker',
  title: 'The file is one YAML document',
  why: 'Grafana reads the first one. What stands behind --- is silently not there.',
  sources: [sources.fileReader, 'go-yaml/yaml, yaml.go (Unmarshal)'],
};
const duplicateKey: RuleText = {
  id: 'grafana.duplicate-key',
  severity: 'blocker',
  title: 'No key is written twice',
  why: 'The last one counts, and the other is lost without a word; readers of newer YAML refuse the file.',
  sources: [sources.fileReader, 'go-yaml/yaml, yaml.go (UnmarshalStrict)'],
};

export const textRules: readonly RuleText[] = [notYaml, secondDocument, duplicateKey];

export interface TextFinding {
  readonly rule: RuleText;
  readonly at: Span;
  readonly message: string;
  readonly hint?: string;
  readonly related?: Span & { readonly message: string };
}

/** What is said of the text, and the root where there is one to judge. An empty file is one that Grafana takes. */
export function textFindings({ documents, problem }: YamlDocuments, text: string): readonly TextFinding[] {
  if (problem) {
    const start = Math.min(problem.offset, text.length);
    const message = `the file is no YAML: ${reasonOf(problem.message)}`;
    return [{ rule: notYaml, at: { start, end: start }, message }];
  }
  const [root, ...others] = documents;
  if (!root) return [];
  const second = others.find((document) => !isNothing(document));
  return [
    ...(second
      ? [
          {
            rule: secondDocument,
            at: firstOf(second),
            message: 'what stands behind --- is not read',
            hint: 'Write it into a file of its own, or into the lists of the first',
          },
        ]
      : []),
    ...duplicates(root),
    ...(root.kind === 'map' || isNothing(root)
      ? []
      : [
          {
            rule: notYaml,
            at: root,
            message: 'the file is no map',
            hint: 'Write apiVersion: 1 and datasources: at its root',
          },
        ]),
  ];
}

function duplicates(root: YamlNode): readonly TextFinding[] {
  const found: TextFinding[] = [];
  const seen = new Set<YamlNode>();
  const open: YamlNode[] = [root];
  for (let node = open.pop(); node; node = open.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'map') {
      found.push(...ofMap(node));
      for (const { value } of node.entries) open.push(value);
    } else if (node.kind === 'list') for (const item of node.items) open.push(item);
  }
  return found;
}

function ofMap({ entries }: YamlMap): readonly TextFinding[] {
  const first = new Map<string, Span>();
  return entries.flatMap(({ key, keySpan }) => {
    const before = first.get(key);
    if (!before) {
      first.set(key, keySpan);
      return [];
    }
    const message = `the key "${excerpt(key, 80)}" is written twice`;
    const related = { ...before, message: 'the first one, which is lost' };
    return [{ rule: duplicateKey, at: keySpan, message, hint: 'Take one of them out', related }];
  });
}

function firstOf(node: YamlNode): Span {
  return node.kind === 'map' ? (node.entries[0]?.keySpan ?? node) : node;
}

/** The parser's reason without what it quotes of the text, which may be a secret. */
function reasonOf(message: string): string {
  const [reason = ''] = excerpt(message, 160).split(/[:,]? ?["'`]/);
  return (reason[0] ?? '').toLowerCase() + reason.slice(1).replace(/\.$/, '');
}
