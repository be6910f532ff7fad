// A real identity provider for tests: `node provider.mjs PEOPLE REDIRECT`, where PEOPLE is JSON of
// claims by the name under which somebody signs in. Prints its issuer once it listens.
import { createServer } from 'node:http'
import Provider from 'oidc-provider'

const people = JSON.parse(process.argv[2])
const server = createServer((request, response) => listener(request, response))
let listener

server.listen(0, '127.0.0.1', () => {
  const issuer = `http://127.0.0.1:${server.address().port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'pathways',
        client_secret: 'a-secret-of-forty-characters-and-no-more',
        redirect_uris: [process.argv[3]],
        response_types: ['code'],
        grant_types: ['authorization_code'],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    pkce: { required: () => true },
    cookies: { keys: ['for tests alone'] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_context, id) =>
      id in people ? { accountId: id, claims: () => ({ sub: id, ...people[id] }) } : undefined,
  })
  listener = provider.callback()
  console.log(issuer)
})
