/** What an evaluator says when no value comes of an expression. */
import { excerpt, printable } from '../../base/display.ts';

/** The evaluation did not come to a value: offline, without the inputs, or because the configuration is wrong. */
export class EvaluationError extends Error {
  override name = 'EvaluationError';
  readonly kind: 'missing-nix' | 'no-host' | 'recursion' | 'offline' | 'deadline' | 'failed';
  constructor(kind: EvaluationError['kind'], message: string) {
    super(message);
    this.kind = kind;
  }
}

export function withoutColours(stderr: string): string {
  return stderr.replace(/\x1b\[[0-9;]*m/g, '');
}

/** The evaluator's own last words, and the place in them; a trace before them does not help. */
export function evaluatorsWords(stderr: string): string {
  const text = withoutColours(stderr);
  const errors = text.split(/^(?=error:)/m).filter((part) => part.startsWith('error:'));
  // What the message says and where; not the lines of the file that it shows, nor the flags that it advises.
  const [message = ''] = (errors.at(-1) ?? text).split(/\n\s+\d+\||\(use '--show-trace'/);
  const place = message.replace(/\/\S*-source\//g, '').replace(/:\s*$/, '');
  const said = printable(
    place
      .replace(/\s+/g, ' ')
      .replace(/^error: */, '')
      .trim(),
  );
  return excerpt(said === '' ? 'no reason given' : said, 300);
}
