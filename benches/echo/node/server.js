// The server as one writes it for Node.js: `ws`, JSON.parse, one compiled validator, JSON.stringify.
'use strict'

const { readFileSync } = require('node:fs')
const Ajv = require('ajv')
const { WebSocketServer } = require('ws')
const { parse } = require('yaml')

const api = parse(readFileSync(process.argv[2], 'utf8'))
const questions = Object.values(api.operations.ask.messages).map((reference) => {
  const name = reference.$ref.split('/').pop()
  return { $ref: 'api' + api.channels.echo.messages[name].payload.$ref }
})

const ajv = new Ajv({ strict: false, discriminator: true })
ajv.addSchema(api, 'api')
const validate = ajv.compile({
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: questions,
})

function answer(message) {
  switch (message.type) {
    case 'say':
      return { type: 'said', id: message.id, text: message.text }
    case 'import':
      return { type: 'imported', id: message.id, text: message.text, entries: message.entries }
    default:
      return { type: 'failed', text: 'not expected' }
  }
}

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
server.on('connection', (socket) => {
  socket.on('error', () => {})
  socket.on('message', (data) => {
    const message = JSON.parse(data)
    if (!validate(message)) return socket.close(1007)
    socket.send(JSON.stringify(answer(message)))
  })
})
server.on('listening', () => console.log(server.address().port))
// It ends with the process that started it.
process.stdin.on('end', () => process.exit()).resume()
