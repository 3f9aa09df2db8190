/** The documents of a manifest, or why there are none: a template that nobody has rendered, what is no YAML. */
import type { Diagnostic } from '../../base/diagnostic.ts';
import type { SourceText, Span } from '../../base/text.ts';
import { entryOf, readYamlDocuments, textAt, type YamlNode } from '../../base/yaml-documents.ts';
import { tooMuchYaml, yamlLimit, yamlSize } from '../../base/yaml-limit.ts';

type Documents =
  | { readonly documents: readonly YamlNode[] }
  | { readonly documents?: never; readonly obstacle: Diagnostic };

/** Characters of all files of one run. */
const totalLimit = 8 << 20;

/** `isRendered`: something certainly renders the file, so that no tag in it is meant as it is. */
export type ReadDocuments = (text: SourceText, isRendered?: boolean) => Documents;

/** Reads files, each once however many kustomizations name it. */
export function documentReader(): ReadDocuments {
  const known = new Map<string, Documents>();
  let left = totalLimit;
  return (source, isRendered = false) => {
    const { path, text } = source;
    const before = known.get(path);
    if (before) return before;
    const tooMuch = tooMuchYaml(text);
    if (tooMuch !== undefined) return tooLarge(path, tooMuch);
    const size = yamlSize(text);
    if (size > left) return tooLarge(path, `it and the files before it hold more than ${totalLimit >> 20} MB`);
    left -= size;
    const read = readDocuments(source, isRendered);
    known.set(path, read);
    return read;
  };
}

function tooLarge(file: string, reason: string): Documents {
  const hint = `Up to ${yamlLimit >> 20} MB of YAML are judged, ${totalLimit >> 20} MB in all: name fewer files, or split it`;
  const span = { start: 0, end: 0 };
  return {
    obstacle: { rule: 'file.too-large', severity: 'blocker', status: 'unknown', file, span, message: reason, hint },
  };
}

function readDocuments({ path, text }: SourceText, isRendered: boolean): Documents {
  const { documents, problem: broken, lostAlias } = readYamlDocuments(text, path);
  const problem = broken ?? lostAlias;
  if (problem) {
    const tag = /\{[{%]/.exec(text);
    if (broken && tag) return { obstacle: template(path, { start: tag.index, end: tag.index + 2 }) };
    return {
      obstacle: {
        rule: 'file.yaml',
        severity: 'blocker',
        status: 'unknown',
        file: path,
        span: { start: problem.offset, end: problem.offset },
        message: `the file cannot be read as YAML: ${problem.message}`,
        hint: 'Mend the YAML',
      },
    };
  }
  const tag = text.includes('{{') ? tagIn(documents, text, isRendered) : undefined;
  return tag ? { obstacle: template(path, tag) } : { documents };
}

function template(file: string, span: Span): Diagnostic {
  return {
    rule: 'file.template',
    severity: 'blocker',
    status: 'unknown',
    file,
    span,
    message: 'this is a template: what it says is known only once it is rendered',
    hint: 'Render it (helm template, ansible, kustomize build) and validate what comes of it',
  };
}

/**
 * The first tag that YAML happens to read: as a map in a map, or within a plain text. What is quoted or stands in a block may be
 * meant as it is, unless the file is rendered; the texts of a ConfigMap are a matter of their own language.
 */
function tagIn(documents: readonly YamlNode[], text: string, isRendered: boolean): Span | undefined {
  const seen = new Set<YamlNode>(documents.flatMap(configMapData));
  const left = [...documents].reverse();
  for (let node = left.pop(); node; node = left.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.kind === 'text' && (isRendered || node.style === 'plain') && hasTag(node.text)) {
      return { start: node.start, end: node.end };
    }
    if (node.kind === 'list') left.push(...[...node.items].reverse());
    if (node.kind !== 'map') continue;
    if (text.startsWith('{{', node.start)) return { start: node.start, end: node.end };
    for (const { value } of [...node.entries].reverse()) left.push(value);
  }
  return undefined;
}

function hasTag(text: string): boolean {
  const at = text.indexOf('{{');
  return at >= 0 && text.includes('}}', at);
}

function configMapData(document: YamlNode): YamlNode[] {
  const data = entryOf(document, 'data')?.value;
  if (textAt(document, 'kind')?.text !== 'ConfigMap' || data?.kind !== 'map') return [];
  return data.entries.flatMap(({ value }) => (value.kind === 'text' && value.style !== 'plain' ? [value] : []));
}
