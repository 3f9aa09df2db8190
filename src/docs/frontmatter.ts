import { excerpt } from '../base/display.ts';
import type { Findings } from '../base/findings.ts';
import type { RuleText } from '../base/rule-text.ts';
import type { SourceText, Span } from '../base/text.ts';
import type { YamlEntry, YamlMap, YamlNode } from '../base/yaml-documents.ts';
import type { Markdown } from './markdown/read.ts';
import { type DocsFinding, say } from './report.ts';
import { frontmatter, frontmatterDate, frontmatterDuplicate, frontmatterKey, frontmatterValue } from './rules.ts';

/** No page needs more, and a parser is given no more. */
const sizeLimit = 64 << 10;
const dayMs = 86_400_000;

export interface FrontmatterContext {
  readonly findings: Findings;
  /** Whether the page must have it. */
  readonly isAsked: boolean;
  readonly now: Date;
}

/** Judges the frontmatter of one page, and that there is one where it is asked for. */
export async function checkFrontmatter(
  source: SourceText,
  markdown: Markdown,
  context: FrontmatterContext,
): Promise<void> {
  const { findings, isAsked, now } = context;
  const found = markdown.frontmatter;
  const add = (rule: RuleText, at: Span, finding: DocsFinding): void => say(findings, source, rule, at, () => finding);
  if (!found) {
    if (isAsked) {
      add(
        frontmatter,
        { start: 0, end: 0 },
        {
          message: 'the page has no frontmatter',
          hint: `Begin it with ---, title: …, tags: […], modified: ${dateOf(now)}, ---`,
        },
      );
    }
    return;
  }
  if (!found.isClosed) {
    // Without the intent, a line of dashes is a rule across the page.
    if (isAsked)
      add(frontmatter, found.whole, { message: 'the frontmatter does not end', hint: 'Write --- on a line behind it' });
    return;
  }
  const { start, end } = found.body;
  if (end - start > sizeLimit) {
    add(frontmatter, found.whole, {
      message: `the frontmatter is longer than ${sizeLimit >> 10} KB`,
      hint: 'Shorten it',
    });
    return;
  }
  const { readYamlDocuments } = await import('../base/yaml-documents.ts');
  const { documents, problem } = readYamlDocuments(source.text.slice(start, end), source.path);
  const moved = (span: Span): Span => ({ start: start + span.start, end: start + span.end });
  if (problem) {
    const at = moved({ start: problem.offset, end: problem.offset });
    add(frontmatter, at, { message: 'the frontmatter is no YAML', hint: 'Mend it' });
    return;
  }
  const [root] = documents;
  if (root?.kind !== 'map') {
    if (isAsked || (root && root.kind !== 'other'))
      add(frontmatter, found.whole, {
        message: 'the frontmatter is no map of keys',
        hint: 'Write title: …, tags: […] and modified: …',
      });
    return;
  }
  checkKeys(root, isAsked, found.whole, now, (rule, at, finding) =>
    add(rule, at === found.whole ? at : moved(at), finding),
  );
}

type Add = (rule: RuleText, at: Span, finding: DocsFinding) => void;

function checkKeys(root: YamlMap, isAsked: boolean, whole: Span, now: Date, add: Add): void {
  const last = new Map<string, YamlEntry>();
  for (const entry of root.entries) {
    const { key, keySpan } = entry;
    if (last.has(key))
      add(frontmatterDuplicate, keySpan, {
        message: `the key "${excerpt(key, 40)}" is written twice`,
        hint: 'Take one of them out',
        place: excerpt(key, 40),
      });
    last.set(key, entry);
  }
  for (const [key, judge] of Object.entries(judges)) {
    const entry = last.get(key);
    if (entry) {
      const fault = judge(entry.value, now);
      if (fault) add(fault.rule, pointedAt(entry), { message: fault.message, hint: fault.hint, place: key });
    } else if (isAsked) {
      add(frontmatterKey, whole, { message: `the frontmatter has no ${key}`, hint: examples[key] ?? '', place: key });
    }
  }
}

interface Fault {
  readonly rule: RuleText;
  readonly message: string;
  readonly hint: string;
}

const examples: Readonly<Record<string, string>> = {
  title: 'Write title: and what the page is called',
  tags: 'Write for example tags: [profiling, runbook]',
  modified: 'Write modified: and the day of the last change, such as 2026-11-22',
};

const judges: Readonly<Record<string, (node: YamlNode, now: Date) => Fault | undefined>> = {
  title: (node) =>
    isWords(node) ? undefined : value('title is not a text', 'Write a text; in quotes where it looks like a number'),
  tags: (node) => {
    if (node.kind !== 'list') return value('tags is not a list', 'Write for example tags: [profiling, runbook]');
    if (node.items.length === 0) return value('tags is empty', 'Write at least one tag');
    return node.items.every(isWords)
      ? undefined
      : value('a tag is not a text', 'Write texts; in quotes where they look like numbers');
  },
  modified: (node, now) => {
    if (node.kind !== 'text') return value('modified is not a date', 'Write YYYY-MM-DD');
    return dateFault(node.text, now);
  },
};

function value(message: string, hint: string): Fault {
  return { rule: frontmatterValue, message, hint };
}

function dateFault(text: string, now: Date): Fault | undefined {
  const shown = excerpt(text, 40);
  const [, year, month, day] = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text) ?? [];
  if (year === undefined) return value(`modified is "${shown}", and not a date`, 'Write YYYY-MM-DD');
  const at = new Date(Date.UTC(Number(year), Number(month) - 1, Number(day)));
  if (dateOf(at) !== text)
    return { rule: frontmatterDate, message: `there is no day ${shown}`, hint: 'Write a day of the calendar' };
  if (at.getTime() > now.getTime() + dayMs)
    return {
      rule: frontmatterDate,
      message: `modified is ${shown}, which has not come`,
      hint: `Today is ${dateOf(now)}`,
    };
  return undefined;
}

/** Text that no reader of YAML takes for a number, a truth value or nothing. */
function isWords(node: YamlNode): boolean {
  if (node.kind !== 'text' || node.text.trim() === '') return false;
  if (node.style !== 'plain') return true;
  return !/^(?:~|null|true|false|[-+]?(?:\d[\d_]*)?\.?\d+(?:e[-+]?\d+)?|\d{4}-\d{2}-\d{2})$/i.test(node.text);
}

function dateOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

/** At the key where nothing stands behind it. */
function pointedAt({ keySpan, value: node }: YamlEntry): Span {
  return node.end > node.start && node.kind !== 'list' ? node : keySpan;
}
