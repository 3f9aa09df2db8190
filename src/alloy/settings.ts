import { InputError } from '../base/errors.ts';
import type { Stability } from './catalogue/format.ts';
import type { AlloyVersion } from './version.ts';

/** How Alloy will be run, as far as it decides what it accepts. */
export interface Settings {
  readonly version: AlloyVersion;
  /** Alloy's --stability.level. */
  readonly stability: Level;
  /** Alloy's --feature.community-components.enabled. */
  readonly community: boolean;
  /** The system that it runs on, as Go names it. */
  readonly os: string;
}

export type Level = Exclude<Stability, 'community'>;

const levels = { 'generally-available': 'ga', 'public-preview': 'preview', experimental: 'experimental' } as const;
const order: readonly Level[] = ['experimental', 'preview', 'ga'];

/** Whether Alloy's --stability.level takes the word. */
export function isLevel(text: string | undefined): text is keyof typeof levels {
  return text === 'generally-available' || text === 'public-preview' || text === 'experimental';
}

/** `generally-available`, `public-preview` or `experimental`, as Alloy's --stability.level takes them. Throws InputError. */
export function parseLevel(text: string): Level {
  if (isLevel(text)) return levels[text];
  throw new InputError(`"${text}" is no stability level of Alloy. Write ${Object.keys(levels).join(', ')}.`);
}

/** The level as Alloy's option spells it. */
export function levelText(level: Level): string {
  return Object.entries(levels).find(([, name]) => name === level)?.[0] ?? level;
}

/** Whether Alloy runs what has this stability. Community components have an option of their own and no level. */
export function isAllowed(stability: Stability, { stability: minimum, community }: Settings): boolean {
  return stability === 'community' ? community : order.indexOf(stability) >= order.indexOf(minimum);
}
