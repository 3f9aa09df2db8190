/** The host `demo`: a recorded one, reached through the normal client with its host key through the normal verifier. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ssh2 from 'ssh2';
import { demoRecording } from '../../generated/texts.ts';
import { runOverSsh2 } from '../ssh2/transport.ts';
import type { ProbeOutput, Transport } from '../transport.ts';
import { startDemoServer } from './server.ts';

/** Starts the server, runs the probe over it, stops it. Keys live in a folder of their own and are gone afterwards. */
export const runDemo: Transport = async (host, request, options, signal): Promise<ProbeOutput> => {
  const folder = await mkdtemp(join(tmpdir(), 'preflight-demo-'));
  const key = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256 });
  const server = await startDemoServer(demoRecording, key.public);
  try {
    const identity = join(folder, 'id_ecdsa');
    const knownHosts = join(folder, 'known_hosts');
    await writeFile(identity, key.private, { mode: 0o600 });
    await writeFile(knownHosts, server.knownHostsLine);
    const address = { label: host.label, name: '127.0.0.1', user: 'operator', port: server.port };
    // Nothing of the person's own SSH configuration takes part.
    const connect = { ...options, identities: [identity], knownHosts, sshConfig: '/dev/null', acceptNew: false };
    return await runOverSsh2(address, request, connect, signal);
  } finally {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  }
};
