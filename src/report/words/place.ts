import { printable } from '../../base/display.ts';
import type { Finding } from '../../generated/report-types.ts';

/** `file:line:column`, as far as it is known. */
export function placeText({ file, line, column }: NonNullable<Finding['location']>): string {
  return [printable(file), line, column].filter((part) => part !== undefined).join(':');
}
