// Each format is read by a reader of somebody else, for every fixture and for texts that try to be more than texts.
// `UPDATE_EXPECTED=1 npx tap test/report/writers.test.ts` writes what is expected of the fixture `everything` anew.
import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import Ajv from 'ajv';
import fc from 'fast-check';
import markdownIt from 'markdown-it';
import t from 'tap';
import { Parser, type Result } from 'tap-parser';
import type { Report } from '../../src/generated/report-types.ts';
import { withBaseline } from '../../src/report/baseline.ts';
import { suitesOf } from '../../src/report/cases.ts';
import { exitCodeOf } from '../../src/report/verdict.ts';
import { oneLine } from '../../src/report/words/one-line.ts';
import { loadWriter } from '../../src/report/writer.ts';
import { temporaryFolder } from '../support/files.ts';
import { needs } from '../support/needs.ts';
import { everythingBy, fixtureReports, fixturesFolder, hostileText } from './support/reports.ts';

const reports = await fixtureReports();
const nothing: Report = { ...(reports.get('ready') as Report), targets: [], findings: [], verdict: 'undetermined' };
const all = new Map([...reports, ['nothing', nothing]]);
const plain = { width: 80, color: false } as const;
const texts = new Map([
  [
    'deploy/alloy/config.alloy',
    Array.from({ length: 30 }, (_, n) => (n === 16 ? '    password = "hunter2"' : `line ${n + 1}`)).join('\n'),
  ],
]);

async function writer(format: string, options = {}): Promise<(report: Report) => string> {
  const { write } = await loadWriter(format);
  return (report) => write(report, { ...plain, ...options });
}

/** Runs a property over the report with the same hostile text everywhere, by itself and judged against an earlier one. */
async function whateverIsSaid(holds: (report: Report, text: string) => Promise<void> | void, numRuns = 150) {
  await fc.assert(
    fc.asyncProperty(hostileText, async (text) => {
      const report = await everythingBy((before) => text + before + text);
      await holds(report, text);
      await holds(withBaseline(report, earlierThan(report, text)), text);
    }),
    { numRuns },
  );
}

/** Some of its findings are new since, some are changed, and some of the earlier ones are gone. */
function earlierThan(report: Report, text: string): Report {
  const findings = report.findings.slice(3).map((finding, index) => ({
    ...finding,
    ...(index % 3 === 0 ? { message: `${text}!` } : {}),
    ...(index % 3 === 1 ? { id: `${finding.id}${text}` } : {}),
    ...(index % 5 === 4 ? { severity: 'info' as const } : {}),
  }));
  return { ...report, findings };
}

function same(actual: unknown, expected: unknown) {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a !== b) throw new Error(`${a}\nis not\n${b}`);
}

t.test('what is written of everything', async (t) => {
  const report = reports.get('everything') as Report;
  for (const format of ['junit', 'sarif', 'tap', 'markdown', 'github']) {
    const { write, extension = '', mark = '' } = await loadWriter(format);
    const text = write(report, { ...plain, texts, commands: true });
    const file = join(fixturesFolder, 'everything', `expected.${format}.${extension}`);
    if (process.env.UPDATE_EXPECTED === '1') await writeFile(file, text);
    t.equal(text, await readFile(file, 'utf8'), format);
    t.notMatch(text, /hunter2/, `${format} keeps a secret`);
    t.ok(text.startsWith(mark), `${format} begins with its mark`);
    t.match(text, /27 days left/, `${format} says how long a waiver holds`);
    t.equal(write(report, { ...plain, texts, commands: true }), text, `${format} is the same twice`);
  }
});

t.test('what is not known says where to look', async (t) => {
  const everything = reports.get('everything') as Report;
  const unknown = everything.findings.filter(({ status }) => status === 'unknown').slice(0, 1);
  t.equal(unknown.length, 1);
  const runbook = 'https://wiki.example/runbooks/where-to-look';
  const only = { ...everything, findings: unknown.map((finding) => ({ ...finding, runbook })) };
  const expected = {
    pretty: /^UNKNOWN {2}.*\n(?: +.*\n)*? {2}see +https:\/\/wiki\.example\/runbooks\/where-to-look$/m,
    markdown:
      /^<details><summary><b>UNKNOWN<\/b> .*\n(?!<\/details>)(?:(?!<\/details>).*\n)*?- see: .*wiki\.example\/runbooks\/where-to-look/m,
    html: /<span class="word">UNKNOWN<\/span>(?:(?!<\/details>)[\s\S])*?<dt>see<\/dt><dd>https:\/\/wiki\.example\/runbooks\/where-to-look<\/dd>/,
  } as const;
  for (const [format, pattern] of Object.entries(expected)) t.match((await writer(format))(only), pattern, format);
});

t.test('a command can be copied, wherever it is broken', async (t) => {
  const everything = reports.get('everything') as Report;
  const command = "preflight nix alpha.example --set 'alloy=it'\\''s  so, and more' --patch 'a b.nix' --write";
  for (const width of [40, 80, 200]) {
    const text = (await writer('pretty', { width }))({ ...everything, next: [{ text: 'Do it.', command }] });
    t.ok(text.replaceAll(/ \\\n +/g, ' ').includes(`     ${command}\n`), text);
  }
});

t.test('no format but JSON holds what a terminal would obey', async (t) => {
  const formats = ['junit', 'sarif', 'tap', 'markdown', 'html', 'github'];
  const writers = await Promise.all(formats.map((format) => writer(format, { texts, commands: true })));
  await whateverIsSaid((report) => {
    for (const write of writers) {
      const [found] = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.exec(write(report)) ?? [];
      if (found !== undefined) throw new Error(`holds ${JSON.stringify(found)}`);
    }
  }, 60);
  t.pass();
});

t.test('a text of megabytes is written in time that grows with its length alone', async (t) => {
  const everything = reports.get('everything') as Report;
  for (const unit of [' ', '<', '{1', ':a', '`', '@x'])
    for (const format of ['junit', 'sarif', 'tap', 'markdown', 'html', 'github']) {
      const message = `x${unit.repeat(Math.ceil(400_000 / unit.length))}x`;
      const findings = everything.findings.slice(0, 3).map((finding) => ({ ...finding, message, why: message }));
      t.ok((await writer(format))({ ...everything, findings }).length > 1000, `${format}, ${JSON.stringify(unit)}`);
    }
});

t.test('JUnit', needs('xmllint'), async (t) => {
  const write = await writer('junit');
  const folder = await temporaryFolder();
  t.teardown(folder.remove);
  const hostile = await Promise.all(
    fc.sample(hostileText, 150).map(async (text) => everythingBy((before) => text + before + text)),
  );
  const documents = [...all.values(), ...hostile].map((report) => [report, write(report)] as const);
  await folder.write(Object.fromEntries(documents.map(([, text], index) => [`${index}.xml`, text])));
  const schema = join(import.meta.dirname, 'junit.xsd');
  const files = (await readdir(folder.path)).map((name) => join(folder.path, name));
  t.equal(await xmllint([schema, ...files]), '', 'every document is valid');
  await folder.write({ 'bad.xml': '<testsuites><testsuite/></testsuites>' });
  t.match(await xmllint([schema, join(folder.path, 'bad.xml')]), /fails to validate/, 'and another is not');
  for (const [report, text] of documents) {
    const suites = suitesOf(report);
    const count = (pattern: RegExp) => [...text.matchAll(pattern)].length;
    t.equal(count(/<testcase /g), Math.max(1, suites.flatMap(({ cases }) => cases).length), 'no case was slipped in');
    const failures = count(/<failure /g);
    t.equal(failures > 0 ? 1 : count(/<error /g) > 0 ? 3 : 0, exitCodeOf(report), 'what fails is what blocks');
  }
});

function xmllint([schema = '', ...files]: string[]): Promise<string> {
  return new Promise((done, reject) => {
    const child = spawn('xmllint', ['--noout', '--nonet', '--schema', schema, ...files]);
    let said = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      said += text;
    });
    child.on('error', reject);
    child.on('close', (code) => done(code === 0 ? '' : said));
  });
}

t.test('SARIF', async (t) => {
  const write = await writer('sarif');
  // Its dialect is draft 4, of which it uses nothing that later ones read otherwise, but for the key of its own id.
  const { id, $schema, ...schema } = JSON.parse(
    await readFile(new URL(import.meta.resolve('@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json')), 'utf8'),
  );
  t.match([id, $schema], [/sarif/, /draft-04/]);
  const ajv = new Ajv.default({ strict: false, allErrors: true, unicodeRegExp: false });
  ajv.addFormat('uri', (text: string) => URL.canParse(text));
  ajv.addFormat(
    'uri-reference',
    (text: string) => /^[\w%./:~!$&'()*+,;=@?#-]*$/.test(text) && URL.canParse(text, 'a:/'),
  );
  ajv.addFormat('date-time', (text: string) => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text));
  const compiled = ajv.compile(schema);
  const isValid = (log: unknown): boolean => compiled(log);
  for (const [name, report] of all) {
    const log = JSON.parse(write(report));
    t.ok(isValid(log), `${name}: ${JSON.stringify(compiled.errors)}`);
    const ids = log.runs[0].results.map((result: { fingerprints: object }) => Object.values(result.fingerprints)[0]);
    t.equal(new Set(ids).size, ids.length, `${name}: every result has a fingerprint of its own`);
  }
  t.notOk(isValid({ version: '2.1.0', runs: [{ tool: {} }] }), 'the schema refuses what is none');

  const [run] = JSON.parse(write(reports.get('everything') as Report)).runs;
  const results = new Map<string, Record<string, unknown>>(run.results.map((r: { ruleId: string }) => [r.ruleId, r]));
  t.match(results.get('alloy.unknown-attribute'), {
    level: 'error',
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: 'deploy/alloy/config.alloy', uriBaseId: '%SRCROOT%' },
          region: { startLine: 10, startColumn: 3, endLine: 10, endColumn: 17 },
        },
      },
    ],
  });
  t.match(results.get('sysctl.kptr-restrict'), {
    locations: [{ logicalLocations: [{ name: 'alpha.example', fullyQualifiedName: 'host/alpha.example' }] }],
  });
  t.match(results.get('kernel.lockdown'), { kind: 'open', level: 'none' });
  t.match(results.get('rate.max'), { suppressions: [{ kind: 'external', justification: /^until 2026-11-30/ }] });
  const rules: { id: string; help: { text: string } }[] = run.tool.driver.rules;
  t.ok(rules.every(({ help }) => help.text.length > 20));
  t.same(
    run.results.map(({ ruleIndex }: { ruleIndex: number }) => rules[ruleIndex]?.id),
    run.results.map(({ ruleId }: { ruleId: string }) => ruleId),
  );
  t.match(run.invocations[0].toolExecutionNotifications[0].message.text, /^gamma: could not be examined \(timeout\)/);

  await whateverIsSaid((report) => {
    const log = JSON.parse(write(report));
    if (!isValid(log)) throw new Error(JSON.stringify(compiled.errors));
    for (const { message } of log.runs[0].results) {
      if (/(?<!\\)\[[^\]]*\]\(/.test(message.text)) throw new Error(`a link: ${message.text}`);
      if (/(?<!\{)\{\d+\}(?!\})/.test(message.text)) throw new Error(`a placeholder: ${message.text}`);
    }
  });
});

t.test('TAP', async (t) => {
  const write = await writer('tap');
  const read = (report: Report) => {
    const children: { name: string; results: Result[] }[] = [];
    const comments: string[] = [];
    const parser = new Parser({ strict: false });
    parser.on('child', (child: Parser) => {
      const own = { name: child.name, results: [] as Result[] };
      children.push(own);
      child.on('assert', (result: Result) => own.results.push(result));
    });
    parser.on('extra', (text: string) => comments.push(text));
    const results: Result[] = [];
    parser.on('assert', (result: Result) => results.push(result));
    parser.end(write(report));
    return { isOk: parser.ok, bailed: parser.bailedOut, children, results, extra: comments, failures: parser.failures };
  };
  for (const [name, report] of all) {
    const { isOk, results, extra } = read(report);
    t.equal(isOk, report.verdict === 'ready', `${name}: is ok where the report is ready`);
    t.equal(results.length, Math.max(1, report.targets.length));
    t.same(extra, [], `${name}: nothing in it is no TAP`);
  }
  const { children } = read(reports.get('everything') as Report);
  const alpha = children[0]?.results ?? [];
  const named = (text: string) => alpha.find(({ name }) => name.includes(text));
  t.match(named('rate.max'), { ok: false, todo: /^waived until 2026-11-30/ });
  t.match(named('sysctl.drift'), { ok: false, todo: 'warning' });
  t.match(named('sysctl.kptr-restrict'), {
    ok: false,
    todo: false,
    diag: { severity: 'blocker', mend: 'boot.kernel.sysctl."kernel.kptr_restrict" = 0;' },
  });

  await whateverIsSaid((report) => {
    const { children, results, extra, bailed } = read(report);
    same([extra, bailed], [[], false]);
    same(
      results.map(({ ok }) => ok),
      report.targets.map(({ verdict }) => verdict === 'ready'),
    );
    const expected = suitesOf(report).map(({ cases }) => cases.map(({ name }) => name.replace(/\s+/g, ' ')));
    same(
      children.map(({ results }) => results.map(({ name }) => name.replace(/\s+/g, ' '))),
      expected,
    );
    for (const [index, { cases }] of suitesOf(report).entries())
      for (const [at, { outcome, finding }] of cases.entries())
        if (outcome === 'failed') same(children[index]?.results[at]?.diag?.message, oneLine(finding?.message ?? ''));
  });
});

t.test('Markdown', async (t) => {
  const write = await writer('markdown', { texts });
  const reader = markdownIt({ html: true, linkify: true });
  const known =
    /^(?:<!-- preflight -->|<!-- -->|<\/details>|<details><summary>(?:<b>(?:FAIL|WARN|UNKNOWN)<\/b> (?:[^<>]|<!-- -->)*|[\w ,]+)<\/summary>)\n?$/;
  /** What is shown as text, or throws where something is more than that. */
  const read = (text: string): string[] => {
    if (text.length > 60_000) throw new Error(`${text.length} characters`);
    const shown: string[] = [];
    let open = 0;
    for (const token of reader.parse(text, {})) {
      if (token.type === 'html_block' && !known.test(token.content)) throw new Error(`HTML: ${token.content}`);
      if (token.type === 'html_block')
        open += token.content.startsWith('<details>') ? 1 : token.content.startsWith('</') ? -1 : 0;
      if (token.type !== 'inline') continue;
      let line = '';
      for (const part of token.children ?? []) {
        if (part.type === 'html_inline' && part.content !== '<!-- -->') throw new Error(`HTML: ${part.content}`);
        if (/^(?:link|image|em|s_|softbreak|hardbreak)/.test(part.type))
          throw new Error(`${part.type} in ${token.content}`);
        if (part.type === 'text' && /(?:^|\W)@\w|#\d|GH-\d|https?:|www\.|:smile:/.test(part.content))
          throw new Error(`a forge makes a link of ${part.content}`);
        if (part.type === 'text' || part.type === 'text_special' || part.type === 'code_inline') line += part.content;
      }
      shown.push(line);
    }
    if (open !== 0) throw new Error('a fold is not closed');
    return shown;
  };
  for (const [name, report] of all) t.ok(read(write(report)).length > 0, name);
  const shown = write(reports.get('everything') as Report);
  t.match(shown, /```nix\nboot\.kernel\.sysctl\."kernel\.kptr_restrict" = 0;\n/);
  t.match(shown, /^## preflight: BLOCKED$/m);
  t.match(
    write(reports.get('rehearsal') as Report),
    /^\| commit \| \| subject \|\n\|---\|---\|---\|\n\| [0-9a-f]{10} \| [\w ,]+ \| \S/m,
  );

  await whateverIsSaid((report, text) => {
    const lines = read(write(report));
    for (const { name, verdict } of report.targets)
      if (verdict !== 'ready' && !lines.includes(`${oneLine(name)}: ${verdict.toUpperCase()}`))
        throw new Error(`${JSON.stringify(text)} is not shown as it is`);
  });

  const everything = reports.get('everything') as Report;
  const [first] = everything.findings.filter(({ status, severity }) => status === 'fail' && severity === 'blocker');
  const many = Array.from({ length: 3000 }, (_, n) => ({ ...(first as Report['findings'][number]), id: `x:${n}` }));
  const long = write({ ...everything, findings: [...everything.findings, ...many] });
  t.ok(long.length > 50_000 && read(long).length > 0, 'a report that does not fit is cut between its parts');
  t.match(long, /\n\d{4} parts of this report did not fit/);
  const wide = write({
    ...everything,
    findings: [{ ...(first as Report['findings'][number]), message: 'x'.repeat(1e6) }],
  });
  t.ok(wide.length < 60_000 && wide.includes('xxx…'), 'nor does a text of megabytes');
});

t.test('GitHub Actions', async (t) => {
  const commands = await writer('github', { commands: true });
  const lines = await writer('github');
  t.notMatch(lines(reports.get('everything') as Report), /^\s*::/m, 'elsewhere there are no commands');
  t.match(lines(reports.get('everything') as Report), /^FAIL deploy\/alloy\/config\.alloy:10:3: Unknown attribute/m);
  await whateverIsSaid((report) => {
    const told = report.findings.filter(({ status }) => status !== 'pass' && status !== 'skip').length;
    const obstacles = report.targets.filter(({ error, stale }) => error || stale).length;
    const read = commands(report).split('\n').slice(0, -1).map(obeyed);
    same(
      read.map((command) => command?.name ?? '').filter((name) => !['error', 'warning', 'notice'].includes(name)),
      report.baseline ? ['', ''] : [''],
    );
    same(read.length, told + obstacles + (report.baseline ? 2 : 1));
    const messages = new Set(read.map((command) => command?.data.split('\n')[0]?.toLowerCase()));
    for (const { status, message } of report.findings)
      if (status === 'fail' && !messages.has(oneLine(message).toLowerCase()))
        throw new Error(`${JSON.stringify(message)} is not told`);
    const files = new Set(read.map((command) => command?.properties.get('file')));
    for (const { status, location } of report.findings)
      if (status === 'fail' && location && !files.has(oneLine(location.file))) throw new Error(location.file);
    same(lines(report).split('\n').map(obeyed).filter(Boolean), []);
  });
});

/** A command, as GitHub's runner reads a line of the log; undefined for a line that is none. */
function obeyed(line: string) {
  const undo = (text: string) => text.replaceAll('%0D', '\r').replaceAll('%0A', '\n').replaceAll('%25', '%');
  const match = /^\s*::(\S+?)(?: (.*?))?::(.*)$/.exec(line);
  if (!match) {
    const old = /##\[([^\]\s]+)[^\]]*\](.*)/.exec(line);
    return old ? { name: `old ${old[1]}`, properties: new Map<string, string>(), data: old[2] ?? '' } : undefined;
  }
  const [, name = '', list = '', data = ''] = match;
  const pairs = list.split(',').map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return [
      pair.slice(0, at),
      undo(
        pair
          .slice(at + 1)
          .replaceAll('%3A', ':')
          .replaceAll('%2C', ','),
      ),
    ];
  });
  return { name, properties: new Map(pairs), data: undo(data) };
}
