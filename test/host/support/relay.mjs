// A ProxyCommand: relays its stdin and stdout to HOST PORT.
import { connect } from 'node:net';

const [host, port] = process.argv.slice(2);
const socket = connect(Number(port), host);
process.stdin.pipe(socket).pipe(process.stdout);
