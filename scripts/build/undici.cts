/**
 * Stands in for the entry of the package undici, which loads fetch, WebSocket, caches and mocks as well. Of it, preflight
 * needs an agent that makes requests.
 */
const Dispatcher = require('undici/lib/dispatcher/dispatcher.js');

Dispatcher.prototype.request = require('undici/lib/api/api-request.js');

module.exports = { Agent: require('undici/lib/dispatcher/agent.js') };
