/** A report of 10,000 findings: 20 hosts with 250 checks each, of which every fifth fails, and 100 files with 50 findings each. */
import type { Finding, Report } from '../../src/generated/report-types.ts';
import { buildReport, type TargetInput } from '../../src/report/build.ts';

export function bigReport(): Report {
  const hosts = names(20, (n) => `host-${n}.example`);
  const files = names(100, (n) => `deploy/${n}/config.alloy`);
  return buildReport({
    tool: { version: '0.1.0', packs: [], parameters: { profiler: 'privileged' } },
    startedAt: new Date('2026-11-03T09:12:44Z'),
    durationMs: 1000,
    targets: [
      ...hosts.map((name): TargetInput => ({ kind: 'host', name, transport: 'ssh2', user: 'deploy', sudo: true })),
      ...files.map((name): TargetInput => ({ kind: 'file', name, language: 'alloy', files: [name] })),
    ],
    findings: [
      ...hosts.flatMap((host) => Array.from({ length: 250 }, (_, n) => ofHost(host, n))),
      ...files.flatMap((file) => Array.from({ length: 50 }, (_, n) => inFile(file, n))),
    ],
  });
}

function names(length: number, name: (n: number) => string): string[] {
  return Array.from({ length }, (_, n) => name(n));
}

function ofHost(target: string, n: number): Finding {
  const key = `kernel.setting_${n}`;
  return {
    id: `sysctl.${n}:${target}`,
    check: `sysctl.${n}`,
    target,
    status: n % 5 === 0 ? 'fail' : 'pass',
    severity: n % 2 === 0 ? 'blocker' : 'warning',
    axis: n % 3 === 0 ? 'policy' : 'function',
    title: `${key} must be 0`,
    message: `${key} is 1, wanted 0`,
    why: 'With 1, only processes with CAP_SYSLOG see addresses in /proc/kallsyms.',
    risk: 'Every local user can read kernel addresses.',
    runbook: 'docs/runbooks/kernel-symbols.md',
    evidence: [
      { fact: `/sysctl/${key}/live`, actual: 1, wanted: '0', grade: 'observed', from: `/proc/sys/kernel/${n}` },
    ],
    remedy: { sysctl: { [key]: 0 }, undo: 'Remove the line.', verified: true },
  };
}

function inFile(target: string, n: number): Finding {
  return {
    id: `alloy.unknown-attribute:${target}:pyroscope.scrape.app${n}/scrape_intervl`,
    check: 'alloy.unknown-attribute',
    target,
    status: 'fail',
    severity: 'blocker',
    axis: 'function',
    title: 'Unknown attribute',
    message: `there is no attribute "scrape_intervl" in pyroscope.scrape "app${n}"`,
    grade: 'observed',
    evidence: [],
    location: { file: target, line: n + 1, column: 3, endLine: n + 1, endColumn: 17 },
    remedy: { text: 'Did you mean "scrape_interval"?' },
  };
}
