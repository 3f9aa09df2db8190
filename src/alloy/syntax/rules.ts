/** What the parser asks of a text. */
import { commonSources } from '../../base/rule-sources.ts';
import type { RuleText } from '../../base/rule-text.ts';
import { sources } from '../sources.ts';

export const syntaxRules = [
  {
    id: 'alloy.syntax',
    severity: 'blocker',
    title: 'The text follows the grammar of Alloy',
    why: 'Alloy stops at the first error and loads nothing of the configuration, and a running one keeps what it had.',
    sources: [sources.parser, commonSources.alloyRun],
  },
  {
    id: 'alloy.syntax-character',
    severity: 'blocker',
    title: 'Every character begins something of the language',
    why: 'A typographic quote or a single one, a semicolon or a # begins nothing in Alloy. Such characters come with text that was copied from a page, or out of another language.',
    sources: [sources.scanner],
  },
  {
    id: 'alloy.syntax-string',
    severity: 'blocker',
    title: 'A string ends on its line, and its escapes are known',
    why: 'Between quotes a backslash must begin an escape that Go knows, which paths and regular expressions often do not. Between backticks nothing is escaped, and lines may break.',
    sources: [sources.scanner],
  },
  {
    id: 'alloy.syntax-number',
    severity: 'blocker',
    title: 'Digits make a number',
    why: 'An exponent has digits, and a number is not larger than a float64 can be. Alloy stops at anything else.',
    sources: [sources.scanner, sources.literals],
  },
  {
    id: 'alloy.syntax-nesting',
    severity: 'blocker',
    title: 'At most 256 blocks and expressions are nested',
    why: 'Alloy has no such limit. preflight reads nothing deeper, and says of the statement that it cannot be judged.',
    sources: [sources.parser],
  },
] as const satisfies readonly RuleText[];

export type SyntaxRule = (typeof syntaxRules)[number]['id'];
