/** What is compared, and what comes of it. */
import type { Span } from '../../base/text.ts';
import type { Project, ProjectHost } from '../project.ts';

/** A project and what its hosts are judged by; without a host, what closures are. */
export interface Demands {
  readonly project: Project;
  readonly packsOf: (host: ProjectHost | undefined) => JudgedBy;
}

/** One thing that is demanded less. */
export interface Weakening {
  /** Where in preflight.yaml, independent of lines: `waivers/sysctl.kptr-restrict`. */
  readonly place: string;
  /** Where the branch says so; undefined where it says nothing any more. */
  readonly at?: { readonly span: Span };
  readonly message: string;
}

/** What a host is judged by, as far as it is compared. */
export interface JudgedBy {
  readonly checks: readonly JudgedCheck[];
  readonly parameters: Readonly<Record<string, unknown>>;
  readonly packs: readonly { readonly name: string }[];
}

export interface JudgedCheck {
  readonly id: string;
  readonly axis: 'policy' | 'function';
  readonly severity: 'blocker' | 'warning' | 'info';
  readonly when?: unknown;
  readonly each?: unknown;
  readonly require: unknown;
}
