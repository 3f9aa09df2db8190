/** The facts of one service while they are collected. */
import type { Facts, Gap, Origin } from '../base/facts.ts';
import { pointerOf } from '../base/pointer.ts';
import type { ServiceTrouble } from './trouble.ts';

export type ServiceFacts = NonNullable<Facts['services']>[string];

/** What became of one service; pointers are whole. */
export interface Drafted {
  readonly facts: ServiceFacts;
  readonly gaps: Readonly<Record<string, Gap>>;
  readonly from: Readonly<Record<string, Origin>>;
}

export class Draft {
  readonly #root: string;
  #facts: ServiceFacts;
  readonly #gaps: Record<string, Gap> = {};
  readonly #from: Record<string, Origin> = {};

  constructor(name: string, kind: ServiceFacts['kind']) {
    this.#root = pointerOf(['services', name]);
    this.#facts = { kind };
  }

  /** Facts that a source gave; with a source, each of them is said to come from there. */
  set(facts: Partial<ServiceFacts>, source?: string): void {
    this.#facts = { ...this.#facts, ...facts };
    if (source !== undefined) this.from(Object.keys(facts), source);
  }

  isReady(): boolean {
    return this.#facts.ready === true;
  }

  /** `at`: paths below the service, such as `ready` or `pyroscope/found`. */
  from(at: readonly string[], source: string): void {
    for (const path of at) this.#from[`${this.#root}/${path}`] = { source: source.slice(0, 4096), grade: 'observed' };
  }

  gap(at: readonly string[], { message, reason }: Pick<ServiceTrouble, 'message' | 'reason'>, source?: string): void {
    for (const path of at) this.#gaps[`${this.#root}/${path}`] = { reason, detail: message.slice(0, 1000) };
    if (source !== undefined) this.from(at, source);
  }

  result(): Drafted {
    return { facts: this.#facts, gaps: this.#gaps, from: this.#from };
  }
}
