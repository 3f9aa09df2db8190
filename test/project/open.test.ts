import { spawnSync } from 'node:child_process';
import { chown, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import t from 'tap';
import { InputError } from '../../src/base/errors.ts';
import { findProject, openProject } from '../../src/project/open.ts';
import { temporaryFolder } from '../support/files.ts';

const least = 'version: 1\n';

async function outcome(found: Promise<unknown>): Promise<string> {
  try {
    const project = await found;
    return project === undefined ? 'none' : 'found';
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return error.message;
  }
}

t.test('the nearest one counts, up to the top of the repository', async (t) => {
  const folder = await temporaryFolder({
    'preflight.yaml': 'version: 1\nhosts: [{ name: outside }]\n',
    'a/.git/HEAD': '',
    'a/b/preflight.yaml': 'version: 1\nclosure: ../result\n',
    'a/b/c/d/x': '',
    'a/e/x': '',
    'f/g/x': '',
  });
  t.teardown(folder.remove);
  const at = (path: string) => join(folder.path, path);
  const project = await findProject(at('a/b/c/d'), {});
  t.match(project, {
    source: { path: '../../preflight.yaml' },
    home: { root: /\/a$/, folder: 'b' },
    closure: { value: 'result', written: '../result' },
  });
  t.equal((await findProject(at('a/b'), {}))?.source.path, 'preflight.yaml');
  t.equal(await findProject(at('a/e'), {}), undefined, 'nothing above the repository is read');
  t.match(await findProject(at('f/g'), {}), { home: { folder: '.' }, source: { path: '../../preflight.yaml' } });
});

t.test('what is no preflight.yaml that can be read', async (t) => {
  const folder = await temporaryFolder({
    'outside.yaml': least,
    'repository/.git/HEAD': '',
    'repository/link/preflight.yaml': '-> ../../outside.yaml',
    'repository/inside/preflight.yaml': '-> ../least.yaml',
    'repository/least.yaml': least,
    'repository/dangling/preflight.yaml': '-> nowhere',
    'repository/circle/preflight.yaml': '-> preflight.yaml',
    'repository/yml/preflight.yml': least,
    'repository/folder/preflight.yaml/x': '',
    'repository/latin/preflight.yaml': Buffer.from('version: 1 # \xe9\n', 'latin1'),
    'repository/large/preflight.yaml': `version: 1\n#${'x'.repeat(10 << 20)}\n`,
    'repository/long/preflight.yaml': `version: 1\n#${'x'.repeat(300 << 10)}\n`,
    'repository/mark/preflight.yaml': '\ufeffversion: 1\nhost: []\n',
    'repository/windows/preflight.yaml': 'version: 1\r\nhost: []\r\n',
    'repository/empty/preflight.yaml': '',
    'repository/comment/preflight.yaml': '# nothing\n',
  });
  t.teardown(folder.remove);
  const cases: readonly (readonly [string, RegExp | string])[] = [
    ['link', 'preflight.yaml: is a link that leads out of the repository. Put the file itself here.'],
    ['inside', 'preflight.yaml: is a link. Put the file itself here.'],
    ['dangling', 'preflight.yaml: cannot be read: there is no such file.'],
    ['circle', 'preflight.yaml: cannot be read: its symbolic links go round in a circle.'],
    ['yml', 'preflight.yml: is not read. Rename it to preflight.yaml.'],
    ['folder', 'preflight.yaml: is a folder. Name the file in it: preflight.yaml/preflight.yaml.'],
    ['latin', 'preflight.yaml: is not UTF-8 text. Save it as UTF-8.'],
    ['large', /^preflight\.yaml: is larger than 256 KiB\./],
    ['long', /^preflight\.yaml: is larger than 256 KiB\./],
    ['mark', /^preflight\.yaml:2:1: the key "host" is not known/],
    ['windows', /^preflight\.yaml:2:1: the key "host" is not known/],
    ['empty', /^preflight\.yaml: is empty\./],
    ['comment', /^preflight\.yaml: is empty\./],
  ];
  for (const [name, expected] of cases) {
    const said = await outcome(findProject(join(folder.path, 'repository', name), {}));
    if (typeof expected === 'string') t.equal(said, expected, name);
    else t.match(said, expected, name);
  }
  t.match(
    await outcome(openProject(join(folder.path, 'none.yaml'), {})),
    /none\.yaml: cannot be read: there is no such file\. Write one: preflight init\.$/,
  );
  t.match(
    await outcome(openProject(join(folder.path, 'repository/inside/preflight.yaml'), {})),
    /inside\/preflight\.yaml: is a link\. Name the file itself: --config \S+\/repository\/least\.yaml\.$/,
  );
  const pipe = join(folder.path, 'repository/pipe');
  await mkdir(pipe);
  spawnSync('mkfifo', [join(pipe, 'preflight.yaml')]);
  t.equal(await outcome(findProject(pipe, {})), 'preflight.yaml: is no regular file.');
});

t.test('outside of a repository, a file of another user above is not taken', async (t) => {
  if (process.getuid?.() !== 0) return t.pass('needs root');
  const folder = await temporaryFolder({ 'preflight.yaml': least, 'a/b/x': '' });
  t.teardown(folder.remove);
  await chown(join(folder.path, 'preflight.yaml'), 65534, 65534);
  const said = await outcome(findProject(join(folder.path, 'a/b'), {}));
  t.match(said, /^\.\.\/\.\.\/preflight\.yaml: belongs to another user.*--config \.\.\/\.\.\/preflight\.yaml\.$/);
  t.equal(await outcome(findProject(folder.path, {})), 'found', 'in the folder itself it is meant');
  t.equal(await outcome(openProject(join(folder.path, 'preflight.yaml'), {})), 'found');
});
