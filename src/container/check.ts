/** Judges a Nix file that builds the image of the server. Nothing is evaluated. */
import type { Diagnostic } from '../base/diagnostic.ts';
import { findings } from '../base/findings.ts';
import type { JudgedText } from '../base/judged-text.ts';
import { parseWithNix } from '../base/nix/parse-with-nix.ts';
import { readNix } from '../base/nix/read.ts';
import type { NixProblem } from '../base/nix/syntax-node.ts';
import type { ContainerSummary } from '../base/rollout/configurations.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { SourceText } from '../base/text.ts';
import { imageLimit, recipeOf } from './recipe.ts';
import { containerRules } from './rules/all.ts';
import { follow, type OpenNix } from './siblings.ts';
import { summarise } from './summary.ts';

export interface ContainerOptions {
  /** `nix-instantiate`, where it is installed: then Nix has the last word on what is valid. */
  readonly nixInstantiate?: string;
  readonly signal?: AbortSignal;
  /** Reads what the file calls by its path; absent: nothing of it is read. */
  readonly open?: OpenNix;
}

/** What is found before any rule is asked. */
export const containerSyntax: RuleText = {
  id: 'container.syntax',
  severity: 'blocker',
  title: 'The file is Nix',
  why: 'Nix refuses it, and builds nothing.',
  sources: ['NixOS/nix, src/libexpr/parser.y'],
};

const limit = 100;

/** Judges one text, and what it calls. Never throws; `summary` is absent where the text is no Nix. `files` are those that were read. */
export async function checkContainer(
  source: SourceText,
  { nixInstantiate: program, signal, open }: ContainerOptions,
): Promise<JudgedText<ContainerSummary> & { readonly files: readonly string[] }> {
  // Both take a while. What Nix says is of use only where we find nothing.
  const asked =
    program === undefined ? undefined : parseWithNix(source.text, { program, ...(signal ? { signal } : {}) });
  const { expression, problems, tooMuch } = await readNix(source);
  const found = findings([source.path], limit, 'container.more-findings');
  const notLookedInto: string[] = [];
  const add = (
    { id, severity }: RuleText,
    finding: Omit<Diagnostic, 'rule' | 'severity' | 'file'> & { readonly file?: string },
  ): void => {
    const { start, end } = finding.span;
    found.add({ ...finding, rule: id, severity, file: finding.file ?? source.path, span: { start, end } });
  };
  const refuse = ({ message, hint, related, ...span }: NixProblem, file: string): void => {
    const places = related?.map(({ message: text, ...at }) => ({ file, span: at, message: text }));
    add(containerSyntax, { file, span, message, ...(hint ? { hint } : {}), ...(places ? { related: places } : {}) });
  };
  for (const problem of problems) refuse(problem, source.path);
  const start = { start: 0, end: 0 };
  if (tooMuch !== undefined)
    add(containerSyntax, { span: start, message: `the file cannot be judged: ${tooMuch}`, status: 'unknown' });
  const said = problems.length === 0 ? await asked : undefined;
  if (said?.status === 'refused') {
    const at = said.offset ?? 0;
    add(containerSyntax, { span: { start: at, end: at }, message: `Nix refuses the file: ${said.message}` });
  }
  if (said?.status === 'undecided') notLookedInto.push(`what Nix itself says of the syntax: ${said.reason}`);
  if (!expression) return { diagnostics: found.all(), notLookedInto, summary: undefined, files: [source.path] };
  const called = await follow({ source, expression }, open ?? unopened);
  for (const { file, ...problem } of called.problems) refuse(problem, file);
  notLookedInto.push(...called.unread);
  const recipe = recipeOf(source, called.parts);
  for (const rule of containerRules) for (const finding of rule.check(recipe)) add(rule, finding);
  if (recipe.images.length === imageLimit) notLookedInto.push(`images after the first ${imageLimit}`);
  if (recipe.images.length === 0) notLookedInto.push('the image: its description is not in this file');
  const files = called.parts.map((part) => part.source.path);
  return { diagnostics: found.all(), notLookedInto, summary: summarise(recipe), files };
}

const unopened: OpenNix = async () => ({ why: 'only the file itself is read' });
