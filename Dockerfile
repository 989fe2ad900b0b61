# One image for web, worker and beat; compose says which of them a container is.
FROM python:3.11-slim
WORKDIR /srv/portal
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
RUN python scripts/assets.py && python scripts/messages.py \
 && SECRET_KEY=build DATABASE_URL=postgres://u:p@db/x REDIS_URL=redis://q/0 python manage.py collectstatic --noinput -v0 -i rest_framework \
 && useradd --system --no-create-home portal && install -d -o portal /srv/media
USER portal
EXPOSE 8000
CMD ["python", "-m", "granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--blocking-threads", "3", "--no-ws", "migration_portal.wsgi:application"]
