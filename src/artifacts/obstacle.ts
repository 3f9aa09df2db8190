/** Why a file cannot be judged, whatever its language. */
import type { Diagnostic } from '../base/diagnostic.ts';
import type { Span } from '../base/text.ts';
import { type ReadText, sizeLimit } from './read-text.ts';

/** The span is in the file's own text. */
export function obstacleAt(
  file: string,
  rule: `file.${string}`,
  message: string,
  hint: string,
  span: Span = { start: 0, end: 0 },
): Diagnostic {
  return { rule, severity: 'blocker', status: 'unknown', file, span, message, hint };
}

/** For a file that gave no text. */
export function unreadObstacle(
  file: string,
  { rule, reason }: Exclude<ReadText, { readonly text: string }>,
): Diagnostic {
  const hints = {
    'file.not-text': 'Save it as UTF-8 text',
    'file.too-large': `Split it: up to ${sizeLimit >> 20} MB are judged`,
    'file.unreadable': 'Run preflight as a user who may read it',
  } as const;
  return obstacleAt(file, rule, reason, hints[rule]);
}

/** Of a template. */
export const unrenderedText = 'this is a template: what it says is known only once it is rendered';
export const renderHint = 'Render it (helm template, ansible, kustomize build) and validate what comes of it';
