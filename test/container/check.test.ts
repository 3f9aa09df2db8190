/** Container builds: the documentation, mutations of a healthy one, what cannot be decided, and broken files. */
import { deepStrictEqual } from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import t from 'tap';
import type { Diagnostic } from '../../src/base/diagnostic.ts';
import { lineStarts, positionAt } from '../../src/base/text.ts';
import { checkContainer, containerSyntax } from '../../src/container/check.ts';
import { looksLikeContainer } from '../../src/container/looks.ts';
import { containerRules } from '../../src/container/rules/all.ts';
import type { OpenNix } from '../../src/container/siblings.ts';
import { oracleNeeds } from '../lab/oracle.ts';
import { onlyWhere } from '../support/needs.ts';

const docs = await readFile('docs/container-rules.md', 'utf8');
const healthy = await readFile('test/container/fixtures/healthy.nix', 'utf8');

const judge = (text: string, nixInstantiate?: string) =>
  checkContainer({ path: 'default.nix', text }, nixInstantiate === undefined ? {} : { nixInstantiate });

const lines = (text: string, diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ rule, span, status }) => {
    const { line, column } = positionAt(lineStarts(text), span.start);
    return `${line}:${column} ${rule}${status ? ` ${status}` : ''}`;
  });

/** The healthy recipe with the line that defines the same attribute replaced. */
function withLine(line: string): string {
  const name = /^[\w.]+/.exec(line)?.[0].split('.')[0] ?? '';
  const all = healthy.split('\n');
  const index = all.findLastIndex((one) => new RegExp(`^ *${name}\\b`).test(one));
  const indent = /^ */.exec(all[index] ?? '')?.[0] ?? '';
  return all.with(index, indent + line).join('\n');
}

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  t.ok(docs.includes(`\`\`\`nix recipe\n${healthy}\`\`\``), 'the recipe is the one that the tests use');
  t.same((await judge(healthy)).diagnostics, []);
  const sections = docs.split(/^### /m).slice(1);
  for (const section of sections) {
    const [id = ''] = section.split('\n');
    const [bad = '', good = ''] = [...section.matchAll(/```nix\n(.*?)\n```/gs)].map(([, text = '']) => text);
    const reported = await judge(withLine(bad));
    t.same([...new Set(reported.diagnostics.map(({ rule }) => rule))], [id], `${id}: reported`);
    t.same((await judge(withLine(good))).diagnostics, [], `${id}: silent`);
  }
  const prose = docs.replace(/\s+/g, ' ');
  for (const { id, severity, title, why } of [containerSyntax, ...containerRules])
    t.ok(prose.includes(`### ${id} ${title}. ${severity === 'info' ? 'An' : 'A'} ${severity}. ${why}`), id);
  t.equal(sections.length, containerRules.length + 1);
});

t.test('what a change does is found where it is', async (t) => {
  const table: readonly (readonly [from: string, to: string, expected: readonly string[]])[] = [
    ['"2.2.1"', '"1.19.3"', ['20:18 container.module-path', '21:16 container.frontend']],
    ['"2.2.1"', '"1.20.0"', ['20:18 container.module-path']],
    ['    tags = [ "netgo" "embedassets" ];\n', '', ['14:12 container.embed-assets']],
    ['[ "netgo" "embedassets" ]', '([ "netgo" ] ++ [ "embedassets" ])', []],
    ['[ "netgo" "embedassets" ]', '[ "netgo" ] ++ extra', ['14:12 container.embed-assets unknown']],
    ['{ pkgs, lib, ... }', '{ pkgs, lib, extra, ... }', []],
    ['    preBuild = "cp -r ${frontend} ui/dist";\n', '', ['14:12 container.frontend']],
    ['cp -r ${frontend} ui/dist', 'cp -r ./built ui/dist', ['21:16 container.frontend unknown']],
    ['vendorHash = "sha256-3m0uZ1vNn3xkQeYf0u8kq2x1mC4sJt9aVb7dLw5hR6E=";', '', ['14:12 container.hash']],
    ['vendorHash', 'vendorSha256', ['14:12 container.hash']],
    ['"sha256-3m0uZ1vNn3xkQeYf0u8kq2x1mC4sJt9aVb7dLw5hR6E="', '""', ['18:18 container.hash']],
    ['3m0uZ1vNn3xkQeYf0u8kq2x1mC4sJt9aVb7dLw5hR6E=', `${'A'.repeat(43)}=`, ['18:18 container.hash']],
    [
      'src = ./pyroscope;\n    vendor',
      'src = pkgs.fetchFromGitHub { owner = "x"; };\n    vendor',
      ['17:11 container.hash'],
    ],
    ['    User = "10001:10001";\n', '', ['24:1 container.root-user']],
    ['"10001:10001"', '"0:0"', ['28:12 container.root-user']],
    ['"10001:10001"', 'lib.user', ['24:1 container.root-user']],
    ['tag = version;', 'tag = "${version}-r1";', []],
    ['tag = version;', 'tag = "2.2.10";', ['26:9 container.version']],
    ['tag = version;', 'tag = builtins.getEnv "TAG";', []],
    [
      '    Cmd = [ "${server}/bin/pyroscope" "-config.file=/etc/pyroscope/config.yaml" ];\n',
      '',
      ['24:1 container.config-file unknown'],
    ],
    ['"-config.file=/etc/pyroscope/config.yaml" ]', '"--config.file=/x" "-target" "all" "-auth=1" ]', []],
    ['pkgs.dockerTools.buildLayeredImage {', 'nix2container.buildImage {', ['24:1 container.syntax']],
    ['pkgs.buildGoModule {', 'pkgs.buildGoModule (finalAttrs: {', ['22:4 container.syntax']],
  ];
  for (const [from, to, expected] of table) {
    t.ok(healthy.includes(from), from);
    const text = healthy.replace(from, () => to);
    const needed = text.includes('++ extra') ? text.replace('lib, ...', 'lib, extra, ...') : text;
    t.same(lines(needed, (await judge(needed)).diagnostics), expected, to);
  }
});

t.test('where the server comes from', async (t) => {
  const image = (server: string, more = ''): string => `{ pkgs, nix2container, ... }:
pkgs.dockerTools.streamLayeredImage rec {
  name = "pyroscope";
  tag = "2.2.1";
  ${more}
  config.User = "10001";
  config.ExposedPorts = { "4040/tcp" = { }; };
  config.Volumes = { "/data" = { }; };
  config.Cmd = [ "\${${server}}/bin/pyroscope" "-config.file=/x" ];
}
`;
  const table: readonly (readonly [text: string, expected: readonly string[]])[] = [
    [image('pkgs.pyroscope'), ['9:21 container.embed-assets']],
    [image('pkgs.callPackage ./server.nix { }'), ['2:1 container.embed-assets unknown']],
    [
      image('pkgs.pyroscope.overrideAttrs (old: { tags = [ "embedassets" ]; preBuild = "cp -r ${pkgs.ui} ui/dist"; })'),
      [],
    ],
    [image('pkgs.pyroscope.overrideAttrs (old: { doCheck = false; })'), ['9:21 container.embed-assets']],
    [
      image(
        'pkgs.buildGoModule (finalAttrs: { pname = "pyroscope"; version = "2.1.0"; vendorHash = null; tags = [ "embedassets" ]; preBuild = "cp ${pkgs.ui} ui/dist"; })',
      ),
      ['4:9 container.version'],
    ],
    [image('pkgs.hello').replaceAll('pyroscope', 'hello').replace('User', 'Usr'), ['2:1 container.root-user']],
    [image('pkgs.hello').replaceAll('pyroscope', 'hello'), []],
  ];
  for (const [text, expected] of table) t.same(lines(text, (await judge(text)).diagnostics), expected, text);
});

t.test('the summary', async (t) => {
  const { summary } = await judge(healthy);
  t.match(summary, {
    name: { value: 'pyroscope' },
    tag: { value: '2.2.1' },
    version: { value: '2.2.1' },
    user: { value: '10001:10001' },
    embedsAssets: { value: true },
    ports: [{ value: 4040 }],
    volumes: [{ value: '/data' }],
    command: [{ value: '-config.file=/etc/pyroscope/config.yaml' }],
  });
  t.equal(healthy.slice(summary?.tag?.span.start, summary?.tag?.span.end), '"2.2.1"');
});

t.test('what a container build is', async (t) => {
  t.equal(looksLikeContainer(healthy), true);
  t.equal(looksLikeContainer('pkgs.nix2container.buildImage { '), true, 'broken as it is');
  t.equal(looksLikeContainer('{ boot.kernel.sysctl = { }; } # dockerTools.buildImage'), false);
  t.equal(looksLikeContainer('{ environment.systemPackages = [ pkgs.dockerTools.caCertificates ]; }'), false);
});

t.test('Nix has the last word on the syntax', onlyWhere(oracleNeeds()), async (t) => {
  t.same(
    await judge(healthy, 'nix-instantiate').then(({ diagnostics, notLookedInto }) => [diagnostics, notLookedInto]),
    [[], []],
  );
  // A name that only Nix finds undefined: the set that it is merged into is not recursive.
  const text = '{ a.x = "é😀";\n  b = "é😀"; a = rec { y = x; }; }';
  t.same(lines(text, (await judge(text, 'nix-instantiate')).diagnostics)[0], '2:28 container.syntax');
});

t.test('whatever the text, an answer, and no circle is followed for ever', async (t) => {
  const doubling = Array.from({ length: 60 }, (_, index) => `a${index} = "\${a${index + 1}}\${a${index + 1}}";`).join(
    '\n',
  );
  const circle = `{ dockerTools }: let ${doubling} a60 = a60; x = y; y = x.z; in dockerTools.buildImage { name = a0; tag = x; config = y; } # pyroscope`;
  t.ok((await judge(circle)).summary);
  t.ok((await judge(`[ ${'(dockerTools.buildImage { tag = "latest"; }) '.repeat(2000)} ]`)).diagnostics.length < 300);
  const tokens = [
    'dockerTools.buildImage',
    '{',
    '}',
    ' config',
    '=',
    '"${',
    '"',
    'rec',
    'inherit',
    ';',
    ' tag',
    '[',
    ']',
    '.',
  ];
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom(...tokens, ' __proto__ '), { maxLength: 30 }), async (all) => {
      const { diagnostics } = await judge(all.join(' '));
      deepStrictEqual(
        diagnostics.filter(({ span }) => span.start > span.end),
        [],
      );
    }),
  );
});

/** The healthy recipe in two files, with a change made in one of them. */
function pair(file?: 'default.nix' | 'server.nix', from = '', to = ''): ReadonlyMap<string, string> {
  const [before = '', rest = ''] = healthy.split('  server = pkgs.buildGoModule');
  const end = rest.indexOf('\n  };\n');
  const [build, behind] = [rest.slice(0, end), rest.slice(end + '\n  };\n'.length)];
  const files = new Map([
    ['default.nix', `${before}  server = pkgs.callPackage ./server.nix { inherit version frontend; };\n${behind}`],
    ['server.nix', `{ buildGoModule, version, frontend }:\nbuildGoModule${build.replace(/^ {2}/gm, '')}\n}\n`],
  ]);
  const text = file && files.get(file);
  if (file && text !== undefined) {
    t.ok(text.includes(from), `${file}: ${from}`);
    files.set(
      file,
      text.replace(from, () => to),
    );
  }
  return files;
}

const opened =
  (files: ReadonlyMap<string, string>): OpenNix =>
  async (_, path) => {
    const text = files.get(path.replace('./', ''));
    return text === undefined ? { why: 'it does not exist' } : { path: path.replace('./', ''), text };
  };

t.test('what another file builds is judged with the image, and found there', async (t) => {
  const lock = (files: ReadonlyMap<string, string>) =>
    checkContainer({ path: 'default.nix', text: files.get('default.nix') ?? '' }, { open: opened(files) });
  const table: readonly (readonly [
    file: 'default.nix' | 'server.nix',
    from: string,
    to: string,
    expected: readonly string[],
  ])[] = [
    ['server.nix', 'tags = [ "netgo" "embedassets" ]', 'tags = [ "netgo" ]', ['server.nix:2:1 container.embed-assets']],
    ['server.nix', 'ui/dist', 'public/build', ['server.nix:9:14 container.frontend']],
    ['server.nix', 'pyroscope/v2/', 'pyroscope/', ['server.nix:8:16 container.module-path']],
    ['server.nix', /sha256-[^"]*/.exec(healthy)?.[0] ?? '', '', ['server.nix:6:16 container.hash']],
    [
      'server.nix',
      'buildGoModule {',
      'buildGoModule [',
      ['server.nix:3:9 container.syntax', 'default.nix:16:1 container.embed-assets unknown'],
    ],
    ['default.nix', 'tag = version', 'tag = "2.2.0"', ['default.nix:18:9 container.version']],
    [
      'default.nix',
      'version = "2.2.1"',
      'version = "1.19.3"',
      ['server.nix:8:16 container.module-path', 'server.nix:9:14 container.frontend'],
    ],
    [
      'default.nix',
      'callPackage ./server.nix {',
      'callPackage (./. + "/server.nix") {',
      ['default.nix:16:1 container.embed-assets unknown'],
    ],
    [
      'default.nix',
      'callPackage ./server.nix {',
      'callPackage ./sever.nix {',
      ['default.nix:16:1 container.embed-assets unknown'],
    ],
    ['default.nix', 'pkgs.callPackage ./server.nix {', 'import ./server.nix { inherit (pkgs) buildGoModule;', []],
  ];
  const healthyPair = await lock(pair());
  t.same(healthyPair.diagnostics, []);
  t.same(healthyPair.files, ['default.nix', 'server.nix']);
  t.match(healthyPair.summary, {
    version: { value: '2.2.1', file: 'default.nix' },
    embedsAssets: { file: 'server.nix' },
  });
  for (const [file, from, to, expected] of table) {
    const files = pair(file, from, to);
    const { diagnostics } = await lock(files);
    const found = diagnostics.map((one) => `${one.file}:${lines(files.get(one.file) ?? '', [one])[0]}`);
    t.same(found.sort(), [...expected].sort(), `${file}: ${from}`);
  }
  const missing = await lock(pair('default.nix', './server.nix', './sever.nix'));
  t.same(missing.notLookedInto, ['./sever.nix, which default.nix calls: it does not exist']);
  t.match(missing.diagnostics, [{ status: 'unknown', hint: /go version -m/ }]);
  // Circles and crowds end.
  const circle = new Map(pair()).set('server.nix', `import ./server.nix { x = import ./default.nix { }; }`);
  t.match((await lock(circle)).diagnostics, [{ rule: 'container.embed-assets', status: 'unknown' }]);
  const crowd = new Map(pair());
  crowd.set('server.nix', `[ ${Array.from({ length: 50 }, (_, n) => `(import ./${n}.nix)`).join(' ')} ]`);
  for (let n = 0; n < 50; n++) crowd.set(`${n}.nix`, '{ }');
  const { files, notLookedInto } = await lock(crowd);
  t.equal(files.length, 11);
  t.match(notLookedInto.at(-1), /files after the first 10$/);
});
