# One image for web, worker and beat; compose says which of them a container is.
FROM python:3.11-slim
# The account that everything runs as, and the two folders that it may write to.
RUN useradd --system --create-home --home-dir /srv/home portal && install -d -o portal -g portal /srv/static /srv/media
WORKDIR /srv/portal
ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 STATIC_ROOT=/srv/static MEDIA_ROOT=/srv/media
COPY requirements.lock ./
RUN pip install --no-cache-dir --require-hashes -r requirements.lock
COPY . .
# An image without charts or the fonts of PDFs is not built: nobody would fetch them later.
RUN python -m scripts.assets --required && python -m scripts.messages
USER portal
# The values are for this step alone and reach nothing.
RUN SECRET_KEY=build DATABASE_URL=postgres://u:p@db/x REDIS_URL=redis://q/0 python manage.py prepare --static
VOLUME /srv/media
EXPOSE 8000
CMD ["sh", "-c", "exec python -m granian --interface wsgi --host 0.0.0.0 --port 8000 --blocking-threads ${WEB_THREADS:-3} --no-ws migration_portal.wsgi:application"]
