/** Declared, deployed, live: what a setting is in each, and what to do where they differ. */

/** What one side says of a key. */
export interface Side {
  /** Absent: the side sets nothing, or cannot be read. */
  readonly value?: number | string;
  /** Why it cannot be read; absent where the side was read, whether or not it sets the key. */
  readonly gap?: string;
  /** The file that sets it. */
  readonly file?: string;
  readonly line?: number;
}

export interface DriftInput {
  readonly key: string;
  /** What the checks ask for; absent for a key that no check asks about. */
  readonly wanted?: number | string;
  /** Undefined: nobody asked what the configuration declares. */
  readonly declared: Side | undefined;
  /** 60-nixos.conf of the deployed generation. */
  readonly deployed: Side;
  /** What the next boot sets, from every sysctl.d file. */
  readonly boot: Side;
  readonly live: Side;
  /** What a boot leaves behind where nothing sets the key. */
  readonly standard: number | string | undefined;
  /** Whether a value is right. */
  readonly isRight: (value: number | string) => boolean;
}

type DriftState =
  | 'agrees'
  | 'by-hand'
  | 'lost-at-switch'
  | 'not-switched'
  | 'by-hand-not-switched'
  | 'overridden'
  | 'wrong'
  | 'unknown';

export interface Drift {
  readonly state: DriftState;
  readonly severity: 'blocker' | 'warning';
  /** What it means and what to do, as sentences. */
  readonly advice: string;
}

/** Where NixOS writes boot.kernel.sysctl, and what is read after it. */
const nixosFile = '60-nixos.conf';

/** The row of the table in DESIGN.md ("Declared, next boot, deployed, live") that a key is in. */
export function driftOf(input: DriftInput): Drift {
  const { key, declared, deployed, live } = input;
  if (live.value === undefined && live.gap !== 'missing')
    return {
      state: 'unknown',
      severity: 'blocker',
      advice: `What ${key} is now could not be read (${live.gap ?? 'no reason given'}).`,
    };
  if (live.value === undefined)
    return { state: 'agrees', severity: 'warning', advice: `The running kernel has no ${key}.` };
  const isLive = input.isRight(live.value);
  const isDeployed = holds(deployed, input);
  const isDeclared = declared === undefined ? undefined : holds(declared, input);
  if (isLive) return whileRight(input, isDeclared, isDeployed);
  return whileWrong(input, isDeclared, isDeployed);
}

/** Whether what a side leads to is right; undefined where that is not known. */
function holds(side: Side, { standard, isRight }: DriftInput): boolean | undefined {
  if (side.gap !== undefined) return undefined;
  const value = side.value ?? standard;
  return value === undefined ? undefined : isRight(value);
}

function whileRight(input: DriftInput, isDeclared: boolean | undefined, isDeployed: boolean | undefined): Drift {
  const { key, live, declared, boot } = input;
  if (isDeployed === true && isDeclared === false)
    return {
      state: 'lost-at-switch',
      severity: 'blocker',
      advice: `The next switch loses it: the configuration says ${said(declared, input)}. Declare ${wantedText(input)}.`,
    };
  if (isDeployed === true && holds(boot, input) === false)
    return {
      state: 'by-hand',
      severity: 'warning',
      advice: `The next boot loses it: ${placeOf(boot)} sets ${boot.value} after ${nixosFile}. Take it out there.`,
    };
  if (isDeployed === false && isDeclared === true)
    return {
      state: 'by-hand-not-switched',
      severity: 'warning',
      advice: `Declared, but not switched to yet; ${live.value} was set by hand. Run nixos-rebuild switch.`,
    };
  if (isDeployed === false)
    return {
      state: 'by-hand',
      severity: 'warning',
      advice: `${live.value} was set by hand and is lost at the next boot. Declare ${key} = ${wantedText(input)}.`,
    };
  return { state: 'agrees', severity: 'warning', advice: `Nothing to do.` };
}

function whileWrong(input: DriftInput, isDeclared: boolean | undefined, isDeployed: boolean | undefined): Drift {
  const { key, live, boot, deployed, declared } = input;
  const severity = input.wanted === undefined ? 'warning' : 'blocker';
  if (isDeployed === true) {
    const isLater = boot.file !== undefined && boot.value !== undefined && !input.isRight(boot.value);
    const by = isLater
      ? `${placeOf(boot)} sets ${boot.value} after ${nixosFile}: take it out there`
      : `a service or sysctl -w set it after the start: run systemctl restart systemd-sysctl, and find what does it`;
    const next =
      isDeclared === false ? ` And the next switch loses it: the configuration says ${said(declared, input)}.` : '';
    return {
      state: 'overridden',
      severity,
      advice: `${placeOf(deployed)} sets ${deployed.value ?? input.standard}, and ${live.value} is live: ${by}.${next}`,
    };
  }
  if (isDeclared === true)
    return { state: 'not-switched', severity, advice: 'Declared, but not switched to yet. Run nixos-rebuild switch.' };
  return {
    state: 'wrong',
    severity,
    advice: `Wrong everywhere. Declare ${key} = ${wantedText(input)}: preflight nix writes the module.`,
  };
}

function said(side: Side | undefined, { standard }: DriftInput): string {
  if (side?.value !== undefined) return `${side.value}${side.file === undefined ? '' : ` (${side.file})`}`;
  return standard === undefined ? 'nothing of it' : `nothing of it, which leaves ${standard}`;
}

function placeOf({ file, line }: Side): string {
  if (file === undefined) return 'The kernel';
  return line === undefined ? file : `${file}:${line}`;
}

function wantedText({ wanted, live }: DriftInput): string {
  return String(wanted ?? live.value);
}
