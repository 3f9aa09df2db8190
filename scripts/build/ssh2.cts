/**
 * Stands in for the entry of the package ssh2, which runs every part of it when it is loaded. Here each part runs when it
 * is first asked for: a client has no use for the server, its HTTP agents or its key generator.
 */
module.exports = {
  get AgentProtocol() {
    return require('ssh2/lib/agent.js').AgentProtocol;
  },
  get BaseAgent() {
    return require('ssh2/lib/agent.js').BaseAgent;
  },
  get Client() {
    return require('ssh2/lib/client.js');
  },
  get createAgent() {
    return require('ssh2/lib/agent.js').createAgent;
  },
  get Server() {
    return require('ssh2/lib/server.js');
  },
  utils: {
    get generateKeyPairSync() {
      return require('ssh2/lib/keygen.js').generateKeyPairSync;
    },
    get parseKey() {
      return require('ssh2/lib/protocol/keyParser.js').parseKey;
    },
  },
};
