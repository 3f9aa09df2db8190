import type { ClientChannel } from 'ssh2';
import { excerpt } from '../../base/display.ts';
import { bounded, stderrLimit } from '../bounded.ts';
import { within } from '../deadline.ts';
import { endless, noCommands, timedOut } from '../failure.ts';
import { outputLimit, type ProbeOutput } from '../transport.ts';
import type { Connection } from './connection.ts';
import type { Trip } from './way.ts';

/**
 * Runs one command with a text on its stdin. Throws HostError: `timeout`, `disconnected`, `output` when stdout is
 * longer than `outputLimit`, `protocol` when the server runs no command.
 */
export function execute(trip: Trip, connection: Connection, command: string, input: string): Promise<ProbeOutput> {
  const { client, stop, lost } = connection;
  const { peer, seconds } = stop;
  const expired = (after: number) => timedOut(peer, 'run', after);
  return within({ seconds, signal: trip.signal, expired }, async () => {
    const gone = lost();
    if (gone) throw gone;
    const channel = await new Promise<ClientChannel>((resolve, reject) => {
      client.exec(command, (error, opened) => {
        if (error) reject(lost() ?? noCommands(peer, excerpt(error.message), error));
        else resolve(opened);
      });
    });
    channel.end(input);
    trip.options.sent?.();
    return await new Promise<ProbeOutput>((resolve, reject) => {
      const stdout = bounded(outputLimit);
      const stderr = bounded(stderrLimit);
      let ended = false;
      let exitCode: number | undefined;
      channel.on('data', (chunk: Buffer) => {
        if (!stdout.add(chunk)) reject(endless(peer, outputLimit));
      });
      channel.stderr.on('data', (chunk: Buffer) => void stderr.add(chunk));
      channel.on('exit', (code: number | null) => {
        ended = true;
        exitCode = code ?? undefined;
      });
      channel.on('close', () => {
        // A connection that breaks closes its channels too; only a command that ended was seen to end.
        const reason = ended ? undefined : lost();
        if (reason) return reject(reason);
        const said = { stdout: stdout.bytes(), stderr: stderr.bytes() };
        resolve(exitCode === undefined ? said : { ...said, exitCode });
      });
    });
  });
}
