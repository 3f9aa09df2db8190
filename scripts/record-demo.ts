/** `npm run record`: what the lab's blocked ringtail says now becomes the demo's recording. Needs root. */
import { writeFile } from 'node:fs/promises';
import { parseHost } from '../src/base/host-address.ts';
import { nonceMark } from '../src/host/demo/server.ts';
import { probeScript } from '../src/host/script.ts';
import { runOverSsh2 } from '../src/host/ssh2/transport.ts';
import { startLab } from '../test/lab/lab.ts';

const nonce = 'n'.repeat(32);
const lab = await startLab(['ringtail-blocked']);
try {
  const { stdout } = await runOverSsh2(
    parseHost('ringtail-blocked'),
    { script: probeScript({ active: true }), nonce },
    { identities: [], sshConfig: lab.sshConfig, acceptNew: false, sudo: 'auto', timeout: 15, notify: console.error },
    new AbortController().signal,
  );
  const text = new TextDecoder().decode(stdout).replaceAll(nonce, nonceMark);
  await writeFile('src/host/demo/ringtail-blocked.txt', text);
  console.log(`${text.length} bytes recorded`);
} finally {
  await lab.stop();
}
