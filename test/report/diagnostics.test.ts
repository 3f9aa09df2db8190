// Lines of files with carets under a part of them, and a report of findings in files.
import fc from 'fast-check';
import t from 'tap';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { displayWidth } from '../../src/base/width.ts';
import validate from '../../src/generated/report-validator.js';
import { buildReport } from '../../src/report/build.ts';
import { findingsOf } from '../../src/report/diagnostics/findings.ts';
import { frameOf } from '../../src/report/diagnostics/frame.ts';
import { placesIn } from '../../src/report/diagnostics/locate.ts';
import { numbered } from '../../src/report/numbered.ts';
import { exitCodeOf } from '../../src/report/verdict.ts';
import { loadWriter } from '../../src/report/writer.ts';

t.test('frames', async (t) => {
  // the line with its range in «», the width, what is shown
  const table: readonly (readonly [string, number, string, string])[] = [
    ['  «forwad_to» = []', 40, '  forwad_to = []', '  ^^^^^^^^^'],
    ['«a»', 40, 'a', '^'],
    ['ab«»', 40, 'ab', '  ^'],
    ['«»', 40, '', '^'],
    ['\ta\t«b»', 40, '    a   b', '        ^'],
    ['日本 «語» x', 40, '日本 語 x', '     ^^'],
    ['é«e\u0301»x', 40, 'ée\u0301x', ' ^'],
    ['a\x1b[31m«b»', 40, 'a\\x1b[31mb', '         ^'],
    ['«\u202e»', 40, '\\u{202e}', '^^^^^^^^'],
    ['0123456789«abc»0123456789', 13, '…6789abc0123…', '     ^^^'],
    ['«abcdefghijklmnopqrstuvwxyz»', 12, 'abcdefghij…', '^^^^^^^^^^'],
    ['0123456789012345678901234«»', 12, '…678901234', '          ^'],
    ['password = "hunter2" «x»', 40, 'password = "*******" x', '                     ^'],
    ['  basicAuthPassword: «hunter2»', 40, '  basicAuthPassword: *******', '                     ^^^^^^^'],
    ['{httpHeaderValue1: «ab cd», b: $C}', 40, '{httpHeaderValue1: *****, b: $C}', '                   ^^^^^'],
    ['password: «$PASSWORD»', 40, 'password: $PASSWORD', '          ^^^^^^^^^'],
    ['"client_secret" = «"a\\"b"» ', 40, '"client_secret" = "****"', '                  ^^^^^^'],
    ['url = «"http://me:secret@host/"»', 40, 'url = "http://me:******@host/"', '      ^^^^^^^^^^^^^^^^^^^^^^^^'],
    ['bearer_token_file = "/a" «x»', 40, 'bearer_token_file = "/a" x', '                         ^'],
  ];
  for (const [marked, width, line, carets] of table) {
    const start = marked.indexOf('«');
    const end = marked.indexOf('»') - 1;
    t.same(frameOf(marked.replace(/[«»]/g, ''), start, end, width), { line, carets }, marked);
  }
  const long = `${'x'.repeat(3_000_000)}token = "abc" ${'y'.repeat(3_000_000)}`;
  const { line } = frameOf(long, 3_000_000, 3_000_005, 60);
  t.ok(
    displayWidth(line) <= 60 && line.includes('token = "***"'),
    'a line of megabytes is cut, and not looked at as a whole',
  );
});

t.test('any line fits, and the carets stand under it', async () => {
  const piece = fc.constantFrom(
    'a',
    'word ',
    '\t',
    '日',
    'e\u0301',
    '\x1b',
    '\ud800',
    '😀',
    '\u202e',
    '"',
    'token = "x"',
    '\0',
  );
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 60 }),
      fc.nat(),
      fc.nat(),
      fc.integer({ min: 10, max: 60 }),
      (pieces, from, length, width) => {
        const text = pieces.join('');
        const start = from % (text.length + 1);
        const end = Math.min(text.length, start + (length % (text.length + 1)));
        const { line, carets } = frameOf(text, start, end, width);
        const isSafe = !/[\p{Cc}\p{Cf}\p{Cs}]/u.test(line);
        return isSafe && displayWidth(line) <= width && carets.length <= width && /^ *\^+$/.test(carets);
      },
    ),
    { numRuns: 2000 },
  );
});

t.test('places', async (t) => {
  const place = placesIn('\ufeffab\r\ncd\n');
  t.same(
    place({ start: 1, end: 3 }),
    { line: 1, column: 1, endLine: 1, endColumn: 3 },
    'a byte order mark takes no column',
  );
  t.same(place({ start: 5, end: 7 }), { line: 2, column: 1, endLine: 2, endColumn: 3 });
  t.same(place({ start: 99, end: 120 }), { line: 3, column: 1, endLine: 3, endColumn: 1 }, 'behind the end is the end');
});

const text = `pyroscope.ebpf "default" {
\tforwad_to = [pyroscope.write.default.receiver]
  password = "hunter2"
}
`;
const texts = new Map([['deploy/config.alloy', text]]);

function spanOf(words: string) {
  const start = text.indexOf(words);
  return { start, end: start + words.length };
}

function reportOf(diagnostics: readonly (Partial<Diagnostic> & { readonly unknown?: boolean })[], strict = false) {
  const judged = diagnostics.map(({ unknown, ...diagnostic }) => ({
    status: unknown ? ('unknown' as const) : ('fail' as const),
    diagnostic: {
      rule: 'alloy.unknown-attribute',
      severity: 'blocker' as const,
      file: 'deploy/config.alloy',
      span: { start: 0, end: 0 },
      message: 'there is no attribute "forwad_to" here',
      ...diagnostic,
    },
  }));
  const locate = placesIn(text);
  return buildReport({
    tool: { version: '0.1.0', packs: [], parameters: {} },
    startedAt: new Date('2026-11-03T09:12:44.120Z'),
    durationMs: 12,
    targets: [
      {
        kind: 'file',
        name: 'deploy',
        judgedFor: { program: 'Alloy', version: '1.13.1', from: 'image tag in deploy/kustomization.yaml:14' },
        files: ['deploy/config.alloy'],
        notLookedInto: ['OTTL statements'],
      },
    ],
    findings: numbered(findingsOf(judged, 'deploy', (_, span) => locate(span))),
    strict,
  });
}

t.test('the report for a person', async (t) => {
  const pretty = await loadWriter('pretty');
  const report = reportOf([
    {
      span: spanOf('forwad_to'),
      hint: 'Did you mean "forward_to"?',
      place: 'pyroscope.ebpf.default/forwad_to',
      related: [{ file: 'deploy/config.alloy', span: spanOf('pyroscope.ebpf'), message: 'it belongs to this' }],
    },
    {
      rule: 'alloy.plain-text-secret',
      severity: 'warning',
      message: 'the password is plain text',
      span: spanOf('"hunter2"'),
    },
  ]);
  t.ok(validate(JSON.parse(JSON.stringify(report))), JSON.stringify(validate.errors));
  t.equal(
    pretty.write(report, { width: 80, color: false, texts }),
    `deploy
  deploy/config.alloy
  judged for Alloy 1.13.1 (image tag in deploy/kustomization.yaml:14)

FAIL  There is no attribute "forwad_to" here
  deploy/config.alloy:2:2 alloy.unknown-attribute
     2 │     forwad_to = [pyroscope.write.default.receiver]
       │     ^^^^^^^^^
  hint   Did you mean "forward_to"?
  see    deploy/config.alloy:1:1 it belongs to this
     1 │ pyroscope.ebpf "default" {
       │ ^^^^^^^^^^^^^^

WARN  The password is plain text
  deploy/config.alloy:3:14 alloy.plain-text-secret
     3 │   password = "*******"
       │              ^^^^^^^^^

Not looked into
  - OTTL statements

BLOCKED  1 blocker, 1 warning
`,
  );
  t.notMatch(pretty.write(report, { width: 80, color: false }), /│/, 'without the texts no line is shown');
  t.match(pretty.write(report, { width: 80, color: true, texts }), /\x1b\[1m\x1b\[31m\^{9}/);
});

t.test('verdicts', async (t) => {
  const warning = { severity: 'warning' as const };
  t.equal(exitCodeOf(reportOf([])), 0);
  t.equal(exitCodeOf(reportOf([warning])), 0);
  t.equal(exitCodeOf(reportOf([warning], true)), 1, 'warnings block with --strict');
  t.equal(exitCodeOf(reportOf([{}])), 1);
  t.equal(exitCodeOf(reportOf([{ unknown: true }])), 3);
  t.equal(exitCodeOf(reportOf([{ unknown: true }, {}])), 1, 'a fault is a fault, whatever else is not known');
  t.match(
    reportOf([{ unknown: true, message: 'this is a template' }]).summary.sentence,
    /^not known: this is a template$/,
  );
  t.match(reportOf([warning]).summary.sentence, /^nothing that Alloy 1\.13\.1 would refuse; 1 warning$/);
});

t.test('ids say where in the configuration, never where in the file', async (t) => {
  const ids = reportOf([{ place: 'a.b/c', span: { start: 5, end: 9 } }, { place: 'a.b/c' }, {}]).findings.map(
    ({ id }) => id,
  );
  t.same(ids, [
    'alloy.unknown-attribute:deploy:a.b/c',
    'alloy.unknown-attribute:deploy:a.b/c#2',
    'alloy.unknown-attribute:deploy:deploy/config.alloy',
  ]);
});

t.test('of a file with hundreds of findings fifty are shown', async (t) => {
  const pretty = await loadWriter('pretty');
  const many = Array.from({ length: 120 }, (_, n) => (n % 2 === 0 ? {} : { severity: 'warning' as const }));
  const shown = pretty.write(reportOf(many), { width: 80, color: false, texts });
  t.equal([...shown.matchAll(/^(?:FAIL|WARN) /gm)].length, 50);
  t.match(shown, /deploy\/config\.alloy: 70 more findings, 35 blockers among them/);
  t.match(shown, /BLOCKED {2}60 blockers, 60 warnings\n$/);
});

t.test('hostile names and messages stay text', async (t) => {
  const pretty = await loadWriter('pretty');
  const evil = '\x1b]0;x\x07\nREADY  fine\u202e';
  const report = reportOf([
    { message: evil, hint: evil, file: evil, related: [{ file: evil, span: { start: 0, end: 1 }, message: evil }] },
  ]);
  const shown = pretty.write(report, { width: 80, color: false, texts: new Map([[evil, evil]]) });
  t.notMatch(shown, /(?!\n)[\p{Cc}\p{Cf}]/u);
  t.notMatch(shown, /^READY/m);
});
