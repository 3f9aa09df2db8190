import { createConnection } from 'node:net';
import ssh2, {
  type BaseAgent,
  type IdentityCallback,
  type ParsedKey,
  type SignCallback,
  type SigningRequestOptions,
} from 'ssh2';
import { keyTypeOf } from '../known-hosts/key.ts';
import { stringAt } from './wire.ts';

/** A key that an agent holds. */
export interface AgentKey {
  readonly type: string;
  /** SSH wire form. */
  readonly blob: Buffer;
  readonly comment: string;
}

/** Bytes of an agent's answer (MAX_AGENT_REPLY_LEN of OpenSSH). */
const answerLimit = 256 << 10;

/** SSH_AGENTC_REQUEST_IDENTITIES and SSH_AGENT_IDENTITIES_ANSWER of the agent's protocol. */
const request = Buffer.from([0, 0, 0, 1, 11]);
const answerType = 12;

/**
 * The keys that the agent at a socket holds, in its order, those among them that ssh2 cannot use.
 * Throws an Error when no agent listens there, when it gives no answer within `seconds`, or none that can be read.
 */
export async function agentKeys(socket: string, seconds: number): Promise<AgentKey[]> {
  return keysOf(await ask(socket, seconds));
}

function ask(path: string, seconds: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const socket = createConnection(path);
    let received = Buffer.alloc(0);
    const fail = (reason: string) => {
      socket.destroy();
      reject(new Error(reason));
    };
    const timer = setTimeout(fail, seconds * 1000, `it gave no answer within ${seconds} s`);
    socket.on('connect', () => socket.write(request));
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk]);
      const length = received.length < 4 ? 0 : received.readUInt32BE();
      if (length > answerLimit) return fail('its answer is too long');
      if (received.length < 4 || received.length < 4 + length) return undefined;
      socket.destroy();
      return resolve(received.subarray(4, 4 + length));
    });
    socket.on('error', (error) => fail(error.message));
    socket.on('close', () => {
      clearTimeout(timer);
      fail('it broke the connection');
    });
  });
}

function keysOf(answer: Buffer): AgentKey[] {
  if (answer.length < 5 || answer[0] !== answerType) throw new Error('it refused to list its keys');
  const keys: AgentKey[] = [];
  let at = 5;
  const next = () => {
    const part = stringAt(answer, at);
    if (part === undefined) throw new Error('its answer cannot be read');
    at += 4 + part.length;
    return part;
  };
  for (let left = answer.readUInt32BE(1); left > 0; left--) {
    const blob = next();
    keys.push({ type: keyTypeOf(blob) ?? 'unknown', blob, comment: next().toString('utf8') });
  }
  return keys;
}

/** An agent that offers only the given keys, in the given order, and lets the one at the socket sign. */
export class SelectedAgent extends ssh2.BaseAgent<ParsedKey> {
  readonly #agent: BaseAgent;
  readonly #keys: readonly ParsedKey[];

  constructor(socket: string, keys: readonly ParsedKey[]) {
    super();
    this.#agent = ssh2.createAgent(socket);
    this.#keys = keys;
  }

  override getIdentities(callback: IdentityCallback<ParsedKey>): void {
    callback(null, [...this.#keys]);
  }

  override sign(
    key: ParsedKey,
    data: Buffer,
    options: SigningRequestOptions | SignCallback,
    callback?: SignCallback,
  ): void {
    if (typeof options === 'function') this.#agent.sign(key, data, options);
    else this.#agent.sign(key, data, options, callback);
  }
}
