/** The text of a configuration as the server reads it: variables first, then the first YAML document. */
import type { Diagnostic } from '../base/diagnostic.ts';
import { excerpt } from '../base/display.ts';
import type { Place } from '../base/located.ts';
import { mapSpan } from '../base/source-map.ts';
import type { SourceText, Span } from '../base/text.ts';
import type { YamlNode } from '../base/yaml-documents.ts';
import { emptyDocument, secondDocument, syntax } from './decode/texts.ts';
import { type Environment, expandVariables } from './expand/expand.ts';
import { cannotExpand, expansionFindings, unexpandedFindings } from './expand/findings.ts';
import { diagnosticOf } from './rule.ts';
import { firstDocument } from './yaml/first-document.ts';

export interface ReadText {
  /** Undefined: nothing could be read, which the diagnostics say. `none`: the file is empty, and means defaults. */
  readonly root: YamlNode | 'none' | undefined;
  readonly diagnostics: readonly Diagnostic[];
  /** Where a span of the text that YAML was read from is in the file. */
  readonly locate: (span: Span) => Place;
  /** Whether a text of a node holds a variable without a known value. */
  readonly isUnknown: (text: string) => boolean;
  /** Names of variables whose values are not known. */
  readonly unknown: ReadonlySet<string>;
}

export interface ReadOptions {
  /** Whether the server runs with -config.expand-env. */
  readonly isExpanded: boolean;
  /** What is known of its variables; absent, nothing is. */
  readonly environment?: Environment;
}

const noEnvironment: Environment = { values: new Map(), isComplete: false };
const never = (): boolean => false;

/** Reads any text. */
export async function readText(source: SourceText, options: ReadOptions): Promise<ReadText> {
  const { path: file, text } = source;
  if (!options.isExpanded) {
    const locate = (span: Span): Place => ({ file, span: { start: span.start, end: span.end } });
    const diagnostics = unexpandedFindings(source);
    return {
      ...(await readYaml(text, file, locate, new Set(), diagnostics)),
      locate,
      isUnknown: never,
      unknown: new Set(),
    };
  }
  const expanded = expandVariables(text, options.environment ?? noEnvironment);
  if ('broken' in expanded) {
    const locate = (span: Span): Place => ({ file, span });
    const diagnostics = [cannotExpand(file, expanded)];
    return { root: undefined, diagnostics, locate, isUnknown: never, unknown: new Set() };
  }
  const { excerpt: made, pieces, unknown, isUnknown } = expanded;
  const locate = ({ start, end }: Span): Place => ({ file, span: mapSpan(made.map, { start, end }) });
  const diagnostics = expansionFindings(source, pieces);
  return { ...(await readYaml(made.text, file, locate, unknown, diagnostics)), locate, isUnknown, unknown };
}

async function readYaml(
  text: string,
  file: string,
  locate: (span: Span) => Place,
  unknown: ReadonlySet<string>,
  before: readonly Diagnostic[],
): Promise<Pick<ReadText, 'root' | 'diagnostics'>> {
  if (text === '') return { root: 'none', diagnostics: before };
  const diagnostics = [...before];
  const { end, second } = firstDocument(text);
  const { readYamlDocuments } = await import('../base/yaml-documents.ts');
  const { documents, problem } = readYamlDocuments(text.slice(0, end), file);
  if (problem) {
    const at = locate({ start: problem.offset, end: problem.offset });
    diagnostics.push(unknown.size > 0 ? dependsOnVariables(at, unknown) : syntaxFault(at, problem.message));
    return { root: undefined, diagnostics };
  }
  if (second !== undefined)
    diagnostics.push(
      diagnosticOf(secondDocument, locate({ start: second, end: Math.min(text.length, second + 3) }), {
        message: 'The server reads the first document alone, and this is another one',
        hint: 'Put everything into one document',
      }),
    );
  const [root] = documents;
  if (root === undefined)
    diagnostics.push(
      diagnosticOf(emptyDocument, locate({ start: 0, end: 0 }), {
        message: 'The file holds nothing but comments and blanks, which the server refuses with EOF',
        hint: 'Write a key, such as server: {}, or ---',
      }),
    );
  return { root, diagnostics };
}

function syntaxFault(at: Place, message: string): Diagnostic {
  return diagnosticOf(syntax, at, { message: `This is no YAML: ${excerpt(message.replace(/\.$/, ''), 160)}` });
}

function dependsOnVariables(at: Place, unknown: ReadonlySet<string>): Diagnostic {
  const names = [...unknown].slice(0, 5).join(', ');
  return {
    ...diagnosticOf(syntax, at, {
      message: `Whether this is YAML depends on variables whose values are not known: ${excerpt(names, 120)}`,
      hint: 'Put variables into values alone, in quotes',
    }),
    status: 'unknown',
  };
}
