/** What preflight.yaml says, typed and with the places where it says it. Nothing in it leads out of the repository. */
import type { HostAddress } from '../base/host-address.ts';
import type { Located, Place } from '../base/located.ts';
import type { SourceText } from '../base/text.ts';
import type { FileGroup, Host, Notify, Output, Service } from '../generated/preflight-types.ts';

/** Where a project lies. */
export interface Home {
  /** The top of the repository, absolute and without links; without a repository, the folder of preflight.yaml. */
  readonly root: string;
  /** The folder of preflight.yaml from there, with slashes; `.` is the top. */
  readonly folder: string;
}

/** A path from the top of the repository, with slashes and without `..`; `.` is the top. `written` is how the file says it. */
export interface ProjectPath extends Located<string> {
  readonly written: string;
}

export interface Project {
  /** preflight.yaml as it is shown to a person, and its whole text. */
  readonly source: SourceText;
  readonly home: Home;
  readonly hosts: readonly ProjectHost[];
  /** Undefined: nothing is said, so it is the pack `profiling`. */
  readonly packs: readonly PackName[] | undefined;
  readonly parameters: Parameters;
  readonly rollouts: readonly ProjectRollout[];
  readonly declared: ProjectDeclared | undefined;
  readonly closure: ProjectPath | undefined;
  readonly services: readonly ProjectService[];
  /** The context of the person's kubeconfig. */
  readonly kubernetes: { readonly context: Located<string> } | undefined;
  readonly waivers: readonly ProjectWaiver[];
  readonly outputs: readonly ProjectOutput[];
  readonly notify: Located<Notify['when']> | undefined;
  /** Undefined: nothing is said, so warnings do not block. */
  readonly strict: Located<boolean> | undefined;
}

/** Values by name as text, as --set takes them; an empty one takes a default away. */
export type Parameters = ReadonlyMap<string, Located<string>>;

/** A pack that preflight ships, or a file of the repository. */
export type PackName =
  | { readonly kind: 'shipped'; readonly name: string; readonly at: Place }
  | { readonly kind: 'file'; readonly path: ProjectPath; readonly at: Place };

export interface ProjectHost extends Pick<Host, 'user' | 'port' | 'transport' | 'sudo' | 'timeout'> {
  readonly at: Place;
  /** As it is reported, and as the command line would name it. */
  readonly name: string;
  readonly address: HostAddress;
  /** Undefined: those of the project. */
  readonly packs: readonly PackName[] | undefined;
  /** Of this host alone: they win over those of the project. */
  readonly parameters: Parameters;
  readonly declared: ProjectDeclared | undefined;
  readonly closure: ProjectPath | undefined;
}

/** What a branch is put onto where nothing is said. */
export const usualBase = 'main';

export interface ProjectRollout {
  readonly at: Place;
  readonly name: string;
  readonly branch: Located<string> | undefined;
  /** Undefined: nothing is said, so it is the usual base. */
  readonly onto: Located<string> | undefined;
  readonly files: readonly ProjectFiles[];
  readonly versions: Readonly<Partial<Record<VersionedProgram, ProjectVersion>>>;
}

/** Programs whose versions a rollout may say. */
export const versionedPrograms = ['alloy', 'pyroscope', 'grafana'] as const;
export type VersionedProgram = (typeof versionedPrograms)[number];

/** The version itself, or the file and the keys at which it stands. */
export type ProjectVersion =
  | Located<string>
  | { readonly from: ProjectPath; readonly key: Located<string> | undefined; readonly at: Place };

/** Paths and globs that are of one kind. */
export interface ProjectFiles {
  readonly at: Place;
  readonly paths: readonly ProjectPath[];
  readonly except: readonly ProjectPath[];
  readonly as: FileGroup['as'];
}

export type ProjectDeclared = { readonly at: Place } & (
  | { readonly kind: 'flake'; readonly folder: ProjectPath; readonly host: string }
  | { readonly kind: 'json'; readonly path: ProjectPath }
  | { readonly kind: 'files'; readonly paths: readonly ProjectPath[] }
);

/** `token` is the name of a variable of the environment. */
export interface ProjectService extends Service {
  readonly at: Place;
}

export interface ProjectWaiver {
  readonly at: Place;
  readonly check: Located<string>;
  /** Neither a host nor a file: everywhere. */
  readonly host: Located<string> | undefined;
  /** One file. */
  readonly file: ProjectPath | undefined;
  readonly reason: string;
  /** YYYY-MM-DD, a day that there is: the last one, in UTC. */
  readonly until: Located<string>;
}

export interface ProjectOutput {
  readonly at: Place;
  readonly format: Output['format'];
  readonly path: ProjectPath;
}
