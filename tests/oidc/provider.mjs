// The certified provider of npm's oidc-provider on loopback, with the people and the client that a test gives.
import Provider from "oidc-provider";

const { port, client, people } = JSON.parse(process.argv[2]);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [client],
  claims: {
    openid: ["sub"],
    email: ["email", "email_verified"],
    profile: ["preferred_username", "given_name", "family_name", "groups"],
  },
  pkce: { required: () => true },
  cookies: { keys: ["only-for-tests"] },
  findAccount: (_context, id) =>
    people[id] && { accountId: id, claims: () => ({ sub: id, ...people[id] }) },
});

provider.listen(port, "127.0.0.1", () => console.log("ready"));
