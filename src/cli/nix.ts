import { stat } from 'node:fs/promises';
import { printable } from '../base/display.ts';
import { InputError } from '../base/errors.ts';
import { nixGrammar } from '../base/nix/grammar.ts';
import { declaredAdvice, optionAdvice } from '../base/nix-text.ts';
import type { Finding } from '../generated/report-types.ts';
import { version } from '../generated/texts.ts';
import { moduleMark } from '../nix/module.ts';
import { check } from '../tasks/check.ts';
import { decidedByClosure } from '../tasks/closure.ts';
import { mend, optionsOf, remediesOf } from '../tasks/remedy.ts';
import { deliverPatch, type PatchArguments, provePatchArguments, wantsPatch } from './nix-patch.ts';
import { type CollectArguments, checkFrom, type JudgeArguments } from './options.ts';
import { print, provePath, writeWhole } from './output.ts';
import { withHosts } from './session.ts';

type NixArguments = CollectArguments & JudgeArguments & PatchArguments & { readonly hosts: readonly string[] };

/**
 * `preflight nix`: 0 when the module or the patch was written or nothing is to mend, 1 when a blocker stays that no sysctl mends,
 * 3 when the host could not be judged.
 */
export async function runNix(args: NixArguments): Promise<number> {
  if (new Set(args.hosts).size + args.facts.length > 1)
    throw new InputError('One module is for one host. Name one host, or one --facts FILE.');
  provePatchArguments(args);
  // The parser is compiled while the host answers; an error of loading comes again where it is awaited.
  if (wantsPatch(args)) nixGrammar().catch(() => undefined);
  if (args.out !== undefined) await provePath(args.out, moduleMark);
  const request = checkFrom(args);
  const { report, gathered, packs } = await withHosts(args, args.facts, (gather) => check({ gather, ...request }), {
    orThisMachine: args.closure === undefined,
  });
  const target = gathered[0];
  if (!target || 'error' in target) {
    say(target?.error.message ?? 'No host was named.');
    return 3;
  }
  const { module, mended, after: judged } = await mend(target.document, packs, report.findings, new Date());
  const after = target.kind === 'closure' ? decidedByClosure(judged).findings : judged;
  const counts = (axis: string) => args.axis === undefined || args.axis === axis;
  const left = after.filter(({ severity, axis }) => severity === 'blocker' && counts(axis));
  const failing = left.filter(({ status }) => status === 'fail');
  const unknown = left.filter(({ status }) => status === 'unknown');
  if (wantsPatch(args)) {
    const asked = { remedies: remediesOf(report.findings), changes: optionsOf(report.findings) };
    const context = { host: target.document.host, date: new Date(), version };
    const said = await deliverPatch(args, asked, context);
    for (const line of said) say(`${target.name}: ${line}`);
    if (mended.length > 0)
      say(`${target.name}: on the facts predicted after it these checks pass: ${mended.join(', ')}.`);
  } else if (module === undefined) {
    const left =
      args.out === undefined
        ? ''
        : await stat(args.out).then(
            () => `; ${args.out} is left as it is`,
            () => '',
          );
    say(`${target.name}: nothing is left to declare, so no module is written${left}.`);
  } else if (args.out === undefined) await print(module);
  else {
    await writeWhole(args.out, module);
    say(`${args.out}: written; on the facts predicted after it these checks pass: ${mended.join(', ')}.`);
  }
  if (!wantsPatch(args)) for (const advice of removals(report.findings)) say(`${target.name}: ${advice}`);
  for (const advice of declaredAdvices(report.findings)) say(`${target.name}: ${advice}`);
  for (const finding of failing) {
    say(
      `${finding.check} stays a blocker: ${finding.message}${finding.remedy?.text ? `. ${finding.remedy.text}` : ''}`,
    );
  }
  for (const finding of unknown) say(`${finding.check} is a blocker that could not be judged: ${finding.message}`);
  if (failing.length > 0) return 1;
  return unknown.length > 0 ? 3 : 0;
}

/** What no module of its own can do. */
function removals(findings: readonly Finding[]): Set<string> {
  const changes = optionsOf(findings).filter(({ change }) => 'remove' in change);
  return new Set(changes.map(({ change }) => optionAdvice(change)));
}

function declaredAdvices(findings: readonly Finding[]): Set<string> {
  const declared = findings.flatMap(({ remedy }) => Object.entries(remedy?.declared ?? {}));
  return new Set(declared.map(([key, value]) => declaredAdvice(key, value)));
}

function say(message: string): void {
  process.stderr.write(`preflight: ${printable(message, { lines: true })}\n`);
}
