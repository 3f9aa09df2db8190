/** Waivers: findings that somebody allows until a day, and what is wrong with the waivers themselves. */
import { excerpt } from '../base/display.ts';
import type { RuleText } from '../base/rule-text.ts';
import { didYouMean } from '../base/suggest.ts';
import { daysLeft } from '../base/utc-day.ts';
import type { Finding, Target } from '../generated/report-types.ts';
import { count } from './count.ts';
import { endsSoonRule, expiredRule, unknownCheckRule, unmatchedRule } from './waivers/rules.ts';

/** With neither host nor file it counts everywhere; with both, where both are met. */
export interface Waiver {
  /** The whole id of a check or of a rule. */
  readonly check: string;
  /** The name of a target that is no file and no branch, as the report has it. */
  readonly host?: string;
  /** A path as findings have it in their places. */
  readonly file?: string;
  readonly reason: string;
  /** The last day on which it holds, in UTC: `2026-12-31`. What is no day never holds. */
  readonly until: string;
  /** Where it stands. */
  readonly location: NonNullable<Finding['location']>;
}

export interface WaiveInput {
  readonly waivers: readonly Waiver[];
  /** Of all targets, ids numbered. */
  readonly findings: readonly Finding[];
  readonly targets: readonly Pick<Target, 'kind' | 'name' | 'host' | 'error' | 'stale' | 'files'>[];
  /** The beginning of the run: what the report says of days is counted from it, too. */
  readonly now: Date;
  /** Ids of all checks and rules that there are. */
  readonly checks: ReadonlySet<string>;
  /** Whether everything that waivers may be about was examined: no part of a gate was left out. */
  readonly isWhole: boolean;
  /** The name of the target that what is wrong with waivers is said of: preflight.yaml. */
  readonly target: string;
}

export interface Waived {
  /** The same findings in the same order; of those that a waiver covers, the status is `waived`. */
  readonly findings: readonly Finding[];
  /** Of the waivers. Ids are not numbered yet. */
  readonly faults: readonly Finding[];
}

/** Days of warning before the last one. */
const notice = 7;
/** Of the ids of what is found about preflight.yaml itself. */
const ownPrefix = 'preflight.';

/**
 * Waives what fails and what is not known. A waiver holds while its last day lasts in UTC, to the last millisecond of it. What is
 * found about preflight.yaml itself cannot be waived by it. Of several waivers of a finding, the one that holds longest counts.
 */
export function waive(input: WaiveInput): Waived {
  const uses = usesOf(input);
  const byScope = new Map<string, Use[]>();
  for (const use of uses) {
    const scope = scopeOf(use.waiver.check, use.waiver.host, use.waiver.file);
    const same = byScope.get(scope);
    if (same) same.push(use);
    else byScope.set(scope, [use]);
  }
  const targets = new Map(input.targets.map((target) => [target.name, target]));
  const findings = input.findings.map((finding): Finding => {
    const own = scopesOf(finding, targets.get(finding.target)).flatMap((scope) => byScope.get(scope) ?? []);
    for (const use of own) use.seen.add(finding.status);
    if (finding.status !== 'fail' && finding.status !== 'unknown') return finding;
    const [longest] = own.sort((a, b) => b.left - a.left);
    if (!longest) return finding;
    const holds = longest.left >= 0;
    for (const use of own) {
      if (holds) use.waived++;
      else use.open++;
    }
    const { reason, until } = longest.waiver;
    return { ...finding, ...(holds && { status: 'waived' }), waiver: { reason, until, status: finding.status } };
  });
  return { findings, faults: uses.flatMap((use) => faultsOf(use, input)) };
}

/** A waiver, and what became of it. */
interface Use {
  readonly waiver: Waiver;
  /** Below 0: it has ended. */
  readonly left: number;
  readonly canWaive: boolean;
  /** What it covers, whatever came of it. */
  readonly seen: Set<Finding['status']>;
  /** Findings that it covers and that are waived, by it or by another one. */
  waived: number;
  /** Those that fail again. */
  open: number;
}

function usesOf({ waivers, now }: WaiveInput): Use[] {
  return waivers.map((waiver) => ({
    waiver,
    left: daysLeft(waiver.until, now) ?? -1,
    canWaive: !waiver.check.startsWith(ownPrefix),
    seen: new Set(),
    waived: 0,
    open: 0,
  }));
}

function scopeOf(check: string, host: string | undefined, file: string | undefined): string {
  return JSON.stringify([check, host ?? null, file ?? null]);
}

/** The scopes of the waivers that would cover a finding. What a host will be after a switch is the host, too. */
function scopesOf({ check, target, location }: Finding, of: Pick<Target, 'kind' | 'host'> | undefined): string[] {
  if (check.startsWith(ownPrefix)) return [];
  const { kind, host } = of ?? {};
  const hosts = isHost(kind) ? [undefined, target, ...(host === undefined ? [] : [host])] : [undefined];
  const file = location?.file ?? (kind === 'file' ? target : undefined);
  const files = file === undefined ? [undefined] : [undefined, file];
  return hosts.flatMap((host) => files.map((one) => scopeOf(check, host, one)));
}

function isHost(kind: Target['kind'] | undefined): boolean {
  return kind !== undefined && kind !== 'file' && kind !== 'branch';
}

function faultsOf(use: Use, input: WaiveInput): Finding[] {
  const { waiver, left, waived, open, seen } = use;
  const name = `the waiver of ${excerpt(waiver.check, 100)}${whereText(waiver)}`;
  const fault = (rule: RuleText, message: string, hint: string) => [faultOf(rule, waiver, message, hint, input)];
  if (!use.canWaive)
    return fault(
      unknownCheckRule,
      `${name} waives nothing: what is found about this file cannot be waived in it`,
      'Mend what was found, and remove the waiver',
    );
  const ended = `ended on ${excerpt(waiver.until, 40)}`;
  if (left < 0 && open > 0)
    return fault(
      expiredRule,
      `${name} ${ended}: ${count(open, 'finding')} ${open === 1 ? 'counts' : 'count'} again`,
      'Mend what was waived, or agree on another day',
    );
  if (left < 0 && waived > 0)
    return fault(expiredRule, `${name} ${ended}, and another one has taken its place`, 'Remove it');
  if (waived > 0 && left <= notice)
    return fault(
      endsSoonRule,
      `${name} ends on ${waiver.until}, ${left === 0 ? 'today' : `in ${count(left, 'day')}`}: what it waives fails from the day after`,
      'Mend what is waived, or agree on another day',
    );
  if (waived > 0) return [];
  if (seen.size === 0 && !input.checks.has(waiver.check))
    return fault(
      unknownCheckRule,
      `there is no check ${excerpt(waiver.check, 100)}`,
      `The ids are those of \`preflight list\`.${didYouMean(waiver.check, input.checks)}`,
    );
  if (!wasExamined(waiver, input)) return [];
  const state = left < 0 ? ` and ${ended}` : '';
  return fault(
    unmatchedRule,
    `${name} waives nothing${state}: ${seen.size > 0 ? 'the check does not fail' : 'nothing of it was found'}`,
    `Remove it${seen.size > 0 ? '' : `, or correct where it counts.${nearestPlace(waiver, input)}`}`,
  );
}

function whereText({ host, file }: Waiver): string {
  const where = [
    host === undefined ? '' : ` on ${excerpt(host, 100)}`,
    file === undefined ? '' : ` in ${excerpt(file, 200)}`,
  ];
  return where.join('');
}

/** Whether its finding would have been found. What could not be examined, or was left out, leaves that open. */
function wasExamined({ check, host, file }: Waiver, { targets, isWhole }: WaiveInput): boolean {
  const own = targets.filter(({ kind, name, host: belongsTo, files = [] }) => {
    if (host !== undefined && !((name === host || belongsTo === host) && isHost(kind))) return false;
    return file === undefined || name === file || files.includes(file);
  });
  if (own.some(({ error, stale }) => error || stale === true)) return false;
  if (isWhole) return true;
  const isOfRebase = check.startsWith('rebase.');
  return (host !== undefined || file !== undefined) && !isOfRebase && own.length > 0;
}

function nearestPlace({ host, file }: Waiver, { targets, findings }: WaiveInput): string {
  if (host !== undefined)
    return didYouMean(
      host,
      targets.filter(({ kind }) => isHost(kind)).map(({ name }) => name),
    );
  const files = new Set([
    ...targets.flatMap((target) => target.files ?? []),
    ...findings.flatMap(({ location }) => location?.file ?? []),
  ]);
  return file === undefined ? '' : didYouMean(file, files);
}

function faultOf(rule: RuleText, waiver: Waiver, message: string, hint: string, { target }: WaiveInput): Finding {
  const { id, severity, title, why } = rule;
  const place = [waiver.check, waiver.host, waiver.file].filter((part) => part !== undefined).join('/');
  return {
    id: `${id}:${target}:${place}`,
    check: id,
    target,
    status: 'fail',
    severity,
    axis: 'policy',
    title,
    message,
    why,
    evidence: [],
    location: waiver.location,
    remedy: { text: hint },
  };
}
