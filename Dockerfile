FROM python:3.11-slim

# pip on Linux may take torch with CUDA, several gigabytes that nothing here uses. To build from an
# index of CPU wheels: docker build --build-arg PIP_EXTRA_INDEX_URL=… .
ARG PIP_EXTRA_INDEX_URL

ENV PIP_NO_CACHE_DIR=1 \
    PIP_ROOT_USER_ACTION=ignore \
    PYTHONUNBUFFERED=1 \
    QA_DATA=/data

RUN useradd --create-home qa && install -d -o qa -g qa /data

WORKDIR /app
COPY . .
RUN pip install --constraint constraints.txt .

USER qa
VOLUME /data
EXPOSE 8000

CMD ["qa", "serve", "--host", "0.0.0.0"]
