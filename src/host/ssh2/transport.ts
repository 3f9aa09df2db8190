import { refuseWithoutRoot, remoteCommand } from '../remote-command.ts';
import type { Transport } from '../transport.ts';
import { execute } from './execute.ts';
import { connectHost } from './route.ts';
import type { Trip } from './way.ts';

/** Runs the probe over one connection of the ssh2 library, in one execution. */
export const runOverSsh2: Transport = async (host, request, options, signal) => {
  const command = { ...options, nonce: request.nonce };
  const text = remoteCommand(command);
  const trip: Trip = { label: host.label, options, signal, held: [] };
  try {
    const { connection, resolved } = await connectHost(trip, host);
    const output = await execute(trip, connection, text, request.script);
    refuseWithoutRoot(host.label, command, output);
    return { ...output, user: resolved.user, hostKey: connection.hostKey };
  } finally {
    // The last opened first: a jump host has to hold until what goes through it is closed.
    for (const close of trip.held.reverse()) await close();
  }
};
