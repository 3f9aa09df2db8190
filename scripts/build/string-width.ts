/** Stands in for the package string-width, whose regular expressions take 40 ms to compile when it is loaded. */
import { stripVTControlCharacters } from 'node:util';
import { displayWidth } from '../../src/base/width.ts';

export default function stringWidth(text: string): number {
  return displayWidth(stripVTControlCharacters(text));
}
