import { capitalised } from '../../words/capital.ts';
import { oneLine } from '../../words/one-line.ts';

/**
 * A message on one line, and what to do as another sentence. What a reader of SARIF would take for a link or for a
 * placeholder (sections 3.11.5 and 3.11.6 of the standard) is escaped.
 */
export function messageText(message: string, advice?: string): string {
  const said = oneLine(capitalised(message));
  const text = advice === undefined ? said : `${said}${/[.!?]$/.test(said) ? '' : '.'} ${oneLine(capitalised(advice))}`;
  const unlinked = text.includes('](') ? text.replace(/[[\]\\]/g, '\\$&') : text;
  return unlinked.replace(/\{(\d+)\}/g, '{{$1}}');
}
