# One image for the web side, the worker and the migrations. Nothing of the build tools or of the development
# dependencies is in the final stage; every dependency is checked by hash.

FROM python:3.11.14-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv --without-pip /opt/adaccess
WORKDIR /src
# The dependencies come first and alone: a change of our own code does not fetch them again.
COPY docker/requirements.lock docker/requirements.lock
RUN python -m pip --python /opt/adaccess/bin/python install --quiet --require-hashes -r docker/requirements.lock
COPY pyproject.toml README.md settings.py worker.py ./
COPY contracts/ contracts/
COPY workflows/ workflows/
COPY activities/ activities/
COPY platforms/ platforms/
COPY store/ store/
COPY starter/ starter/
COPY graph_sandbox/ graph_sandbox/
RUN python -m pip --python /opt/adaccess/bin/python install --quiet --no-deps --no-build-isolation . \
 && python -m pip --python /opt/adaccess/bin/python uninstall --quiet --yes setuptools

FROM python:3.11.14-slim-bookworm
RUN useradd --system --uid 10001 --no-create-home --shell /usr/sbin/nologin adaccess
COPY --from=build /opt/adaccess /opt/adaccess
COPY docker/worker_alive.py /opt/adaccess/share/worker_alive.py
ENV PATH=/opt/adaccess/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
# No .adaccess folder here: settings come from the environment alone.
WORKDIR /opt/adaccess
USER adaccess
ENTRYPOINT ["adaccess"]
CMD ["--help"]
