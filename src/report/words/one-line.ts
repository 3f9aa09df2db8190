import { printable } from '../../base/display.ts';

/** A text on one line: its line breaks become spaces, and everything that is not text becomes visible. */
export function oneLine(text: string): string {
  return printable(text.trim().replace(/[\r\n]\s*/g, ' '));
}
