// A ProxyCommand: relays its stdin and stdout to HOST PORT, and ends after so many BYTES of the host's.
import { connect } from 'node:net';

const [host, port, bytes = Number.POSITIVE_INFINITY] = process.argv.slice(2);
const socket = connect(Number(port), host);
let relayed = 0;
socket.on('data', (chunk) => {
  relayed += chunk.length;
  if (relayed > Number(bytes)) process.exit(1);
});
process.stdin.pipe(socket).pipe(process.stdout);
