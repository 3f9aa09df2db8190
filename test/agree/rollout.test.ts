/** Whole rollouts, as `preflight validate` judges them. */
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { Readable } from 'node:stream';
import t, { type Test } from 'tap';
import { agreementRules } from '../../src/agree/rules/all.ts';
import type { Finding } from '../../src/generated/report-types.ts';
import { acrossRules } from '../../src/grafana/across/all.ts';
import { kubernetesRules } from '../../src/kubernetes/rules/all.ts';
import { validate } from '../../src/tasks/validate.ts';
import { mutations } from './support/mutations.ts';
import { overlayMutations } from './support/overlays.ts';

const healthy = 'test/agree/fixtures/rollout';
const docs = await readFile('docs/agreement-rules.md', 'utf8');
const coverage = await readFile('docs/coverage.md', 'utf8');

async function findingsIn(folder: string): Promise<readonly Finding[]> {
  const { report } = await validate({
    paths: [folder],
    stdin: () => Readable.from([]),
    upgradeTo: [],
    placeholders: false,
    community: false,
    strict: false,
  });
  return report.findings;
}

/** `FILE:LINE:COLUMN RULE` of each finding, the file as seen from the folder. */
async function found(folder: string): Promise<readonly string[]> {
  return (await findingsIn(folder)).map(({ check, location }) => {
    const place = location ? `${relative(folder, location.file)}:${location.line}:${location.column}` : '';
    return `${place} ${check}`;
  });
}

async function temporary(t: Test): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-rollout-'));
  t.teardown(() => rm(folder, { recursive: true }));
  return folder;
}

t.test('nothing is found in a healthy rollout', async (t) => {
  t.same(await found(healthy), []);
});

t.test('each mistake in it is found once, where it is to be mended', async (t) => {
  const folder = await temporary(t);
  await cp(healthy, folder, { recursive: true });
  for (const { what, file, old, new: now, found: expected } of mutations) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    t.equal(text.split(old).length, 2, `${file} has once: ${old}`);
    await writeFile(
      path,
      text.replace(old, () => now),
    );
    const place = /^\d/.test(expected) ? `${file}:${expected}` : expected;
    t.same(await found(folder), [place], `${file}: ${what}`);
    await writeFile(path, text);
  }
});

t.test('overlays of one base are clusters of their own', async (t) => {
  const overlays = 'test/agree/fixtures/overlays';
  t.same(await found(overlays), [], 'dev and prod, healthy');
  const folder = await temporary(t);
  await cp(overlays, folder, { recursive: true });
  for (const { what, file, old, new: now, found: expected, target } of overlayMutations) {
    const path = join(folder, file);
    const text = await readFile(path, 'utf8');
    t.equal(text.split(old).length, 2, `${file} has once: ${old}`);
    await writeFile(
      path,
      text.replace(old, () => now),
    );
    const place = /^\d/.test(expected) ? `${file}:${expected}` : expected;
    t.same(await found(folder), [place], `${file}: ${what}`);
    const named = (await findingsIn(folder)).map((one) => one.target.replace(` of ${folder}`, ''));
    t.same(
      named.map((name) => name.replace(`${folder}/`, '')),
      [target],
      `${file}: ${what}: where it is said`,
    );
    await writeFile(path, text);
  }
});

t.test('overlays of two bases belong together by their names', async (t) => {
  const folder = await temporary(t);
  const put = async (file: string, text: string): Promise<void> => {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  };
  const overlay = (name: string, more = ''): string => `namespace: ${name}\nresources: [../../base]\n${more}`;
  await put('agent/base/kustomization.yaml', 'configMapGenerator: [{name: alloy, files: [config.alloy]}]\n');
  await put(
    'agent/base/config.alloy',
    'pyroscope.receive_http "in" {\n  http { }\n  forward_to = [pyroscope.write.store.receiver]\n}\n\npyroscope.write "store" {\n  endpoint {\n    url = "http://store:4040"\n  }\n}\n',
  );
  await put('store/base/kustomization.yaml', 'resources: [service.yaml]\n');
  await put(
    'store/base/service.yaml',
    'apiVersion: v1\nkind: Service\nmetadata: {name: store}\nspec: {ports: [{port: 4040}]}\n',
  );
  for (const [program, name] of [
    ['agent', 'dev'],
    ['agent', 'prod'],
    ['store', 'dev'],
    ['store', 'prod'],
  ] as const)
    await put(`${program}/overlays/${name}/kustomization.yaml`, overlay(name));
  t.same(await found(folder), []);
  await put('store/overlays/prod/kustomization.yaml', overlay('prod', 'namePrefix: old-\n'));
  const [finding, ...others] = await findingsIn(folder);
  t.match(finding, { check: 'agree.unknown-service', target: `agreement of ${folder} (prod)` });
  t.same(others, []);
  await rm(join(folder, 'store/overlays/prod'), { recursive: true });
  await put('store/overlays/stage/kustomization.yaml', overlay('stage', 'namePrefix: old-\n'));
  t.same(await found(folder), [], 'no overlay of the store is that of prod');
  const { report } = await validate({
    paths: [folder],
    stdin: () => Readable.from([]),
    upgradeTo: [],
    placeholders: false,
    community: false,
    strict: false,
  });
  const open = report.targets.find(({ name }) => name === `agreement of ${folder}`)?.notLookedInto ?? [];
  t.ok(open.some((what) => /store\/overlays\/\w+\/kustomization\.yaml beside those named prod/.test(what)));
});

t.test('a server that another Nix file builds is judged there', async (t) => {
  const parent = await temporary(t);
  const folder = join(parent, 'rollout');
  await cp(healthy, folder, { recursive: true });
  const container = join(folder, 'containers/pyroscope');
  const whole = await readFile(join(container, 'default.nix'), 'utf8');
  const start = whole.indexOf('pkgs.buildGoModule {');
  const end = whole.indexOf('\n  };\nin');
  const build = `{ pkgs, version, src, frontend }:\n${whole.slice(start, end)}\n}\n`;
  const call = 'pkgs.callPackage ./server.nix { inherit version src frontend; }';
  await writeFile(
    join(container, 'default.nix'),
    `${whole.slice(0, start)}${call};\nin${whole.slice(end + '\n  };\nin'.length)}`,
  );
  await writeFile(join(container, 'server.nix'), build);
  t.same(await found(folder), [], 'healthy');
  await writeFile(join(container, 'server.nix'), build.replace('      "embedassets"\n', ''));
  t.same(await found(folder), ['containers/pyroscope/server.nix:2:1 container.embed-assets']);
  await rm(join(container, 'server.nix'));
  await writeFile(join(parent, 'server.nix'), build);
  await symlink(join(parent, 'server.nix'), join(container, 'server.nix'));
  const outside = await findingsIn(folder);
  t.match(
    outside.map(({ check, status }) => `${check} ${status}`).sort(),
    ['container.embed-assets unknown', 'file.unreadable unknown'],
    'a link that leads out is not followed',
  );
});

t.test('files of docker compose say for which versions configurations are judged', async (t) => {
  const folder = await temporary(t);
  const service = (name: string, image: string, more = ''): string => `  ${name}:\n    image: ${image}\n${more}`;
  const pyroscope = 'server:\n  http_listen_port: 4040\nself_profiling:\n  disable_push: true\n';
  const alloy = 'logging {\n  level = "info"\n}\n';
  /** The versions that were taken, where they were found, notes, and findings. */
  const judge = async (files: Readonly<Record<string, string>>) => {
    await rm(folder, { recursive: true, force: true });
    for (const [name, text] of Object.entries({
      'conf/pyroscope.yaml': pyroscope,
      'conf/config.alloy': alloy,
      ...files,
    })) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    const { report } = await validate({
      paths: [folder],
      stdin: () => Readable.from([]),
      upgradeTo: [],
      placeholders: false,
      community: false,
      strict: false,
    });
    const plain = (text: string): string => text.replaceAll(`${folder}/`, '');
    return {
      versions: report.targets.flatMap(({ judgedFor }) =>
        judgedFor ? [plain(`${judgedFor.program} ${judgedFor.version} ${judgedFor.from}`)] : [],
      ),
      notes: report.targets.flatMap(({ notes = [] }) => notes.map(plain)),
      open: report.targets.flatMap(({ notLookedInto = [] }) => notLookedInto),
      found: report.findings.map(({ check, location }) => plain(`${location?.file}:${location?.line} ${check}`)),
    };
  };
  const newest = ['Alloy 1.19 the newest known', 'Pyroscope 2.2 the newest known'];
  t.same((await judge({})).versions, newest);
  for (const name of ['compose.yaml', 'docker-compose.yml', 'stack/../any.yaml'])
    t.same(
      (
        await judge({
          [name]: `services:\n${service('a', 'grafana/alloy:v1.16.3')}${service('p', 'grafana/pyroscope:1.21.0')}`,
        })
      ).versions,
      [
        `Alloy 1.16.3 image tag in ${name.replace('stack/../', '')}:3`,
        `Pyroscope 1.21.0 image tag in ${name.replace('stack/../', '')}:5`,
      ],
      name,
    );
  const two = `services:\n${service('old', 'grafana/pyroscope:1.21.0')}`;
  const differ = await judge({ 'compose.yaml': `${two}${service('new', 'grafana/pyroscope:2.2.1')}` });
  t.same(differ.versions, newest, 'two tags: nothing is guessed');
  t.match(differ.notes, [/1\.21\.0 \(compose\.yaml:3\), 2\.2\.1 \(compose\.yaml:5\); --pyroscope-version decides/]);
  const mounting = `${two}${service('new', 'grafana/pyroscope:2.2.1@sha256:0', '    volumes: ["./conf/pyroscope.yaml:/etc/pyroscope/config.yaml:ro"]\n')}`;
  t.match(
    (await judge({ 'compose.yaml': mounting })).versions[1],
    /2\.2\.1 image tag in compose\.yaml:5/,
    'what mounts it',
  );
  const elsewhere = await judge({ 'other/compose.yaml': two });
  t.same(elsewhere.versions, newest, 'a compose file of another folder is about something else');
  const variable = await judge({ 'compose.yaml': `services:\n${service('p', 'grafana/pyroscope:${TAG:-1.21.0}')}` });
  t.same(variable.versions, newest);
  t.ok(variable.open.includes('the image of p, which is put together of variables'));

  const manifest =
    'kind: Deployment\napiVersion: apps/v1\nmetadata: {name: pyroscope}\nspec:\n  selector: {matchLabels: {a: b}}\n  template:\n    metadata: {labels: {a: b}}\n    spec:\n      containers:\n        - name: pyroscope\n          image: grafana/pyroscope:2.2.1\n';
  const both = await judge({ 'compose.yaml': two, 'k8s/pyroscope.yaml': manifest });
  t.match(both.notes, [/Image tags differ: 1\.21\.0 \(compose\.yaml:3\), 2\.2\.1 \(k8s\/pyroscope\.yaml:11\)/]);
  t.same(
    both.found.filter((what) => what.endsWith('agree.version')),
    ['compose.yaml:3 agree.version'],
    'compose and manifests differ, which is said once',
  );
  const agents = await judge({
    'conf/compose.yaml': `services:\n${service('a', 'grafana/alloy:v1.16.3')}`,
    'conf/pod.yaml': manifest.replaceAll('pyroscope', 'alloy').replace('2.2.1', 'v1.18.1'),
  });
  t.equal(agents.versions[0], newest[0]);
  t.match(agents.notes.join(), /v1\.16\.3 \(conf\/compose\.yaml:3\), v1\.18\.1 \(conf\/pod\.yaml:11\)/);
});

/** Texts in code blocks, each with the file that is named before it. */
function filesIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    [...text.matchAll(/^`([\w./-]+)`\n\n```\w+\n(.*?)```/gms)].map(([, name = '', content = '']) => [name, content]),
  );
}

t.test('each example in the documentation is reported by its rule, or silent', async (t) => {
  const folder = await temporary(t);
  const [before = '', ...sections] = docs.split(/^### /m);
  const base = filesIn(before);
  const judge = async (files: ReadonlyMap<string, string>): Promise<readonly Finding[]> => {
    await rm(folder, { recursive: true });
    for (const [name, text] of [...base, ...files]) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), text);
    }
    return (await findingsIn(folder)).filter(({ check }) => check.startsWith('agree.'));
  };
  t.same(await judge(new Map()), [], 'the files of the examples');
  const seen = new Set<string>();
  for (const section of sections) {
    const [id = ''] = section.split('\n');
    const [bad = '', good = ''] = section.split(/^Silent/m);
    if (filesIn(bad).size === 0) continue;
    seen.add(id);
    const reported = await judge(filesIn(bad));
    t.same([...new Set(reported.map(({ check }) => check))], [id], `${id}: reported`);
    t.ok(
      reported.every(({ related }) => related && related.length > 0),
      `${id}: both places are named`,
    );
    t.same(await judge(filesIn(good)), [], `${id}: silent`);
  }
  t.same(
    agreementRules.map(({ id }) => id).filter((id) => !seen.has(id)),
    ['agree.kernel-version', 'agree.judged-for'],
    'every rule that needs no more than files has examples here',
  );
});

t.test('docs/coverage.md names the rules that compare files', (t) => {
  const [, section = ''] = coverage.split(/^## Agreement across files$/m);
  const rows = [...section.matchAll(/^\| (.+?) \| (done|undecidable|open) \| (.+) \|$/gm)];
  const ids = new Set([...agreementRules, ...kubernetesRules, ...acrossRules].map(({ id }) => id));
  const named = new Set<string>();
  for (const [, pair = '', state, how = ''] of rows) {
    const rules = [...how.matchAll(/`((?:agree|kubernetes|grafana|alloy|pyroscope)\.[\w-]+)`/g)].map(
      ([, id = '']) => id,
    );
    for (const id of rules) named.add(id);
    t.same(
      rules.filter((id) => /^(?:agree|kubernetes|grafana)\./.test(id) && !ids.has(id)),
      [],
      `${pair}: its rules exist`,
    );
    t.ok(state === 'done' ? rules.length > 0 : rules.length === 0, `${pair}: ${state}`);
  }
  t.ok(rows.length > 10, 'there are pairs');
  t.same(
    agreementRules.map(({ id }) => id).filter((id) => !named.has(id)),
    [],
    'every rule that compares files stands for a pair',
  );
  t.end();
});
