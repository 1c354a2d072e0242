"""Django settings: everything an installation may change comes from `environment`."""

from coverwell.config import environment, local_postgres
from coverwell.services.rulebook.sheets import rulebook_folder


DATA_FOLDER = environment.data_folder()
RULEBOOK_FOLDER = rulebook_folder()
ARCHIVE_FOLDER = DATA_FOLDER / "files"
BANK_FOLDER = DATA_FOLDER / "bank"
# How `coverwell pay` reaches the bank: no door knows another one.
SEND_BANK_FILE = "coverwell.doors.bank.send.send"
POST_BANK_RETURNS = "coverwell.doors.bank.returns.post_returns"
# How the command line and the back office reach the gateway.
SERVE_SFTP = "coverwell.doors.edi_gateway.sftp.server.serve"
KIND_OF_FILE = "coverwell.doors.edi_gateway.sniff.kind_of"
SEND_REMITTANCE_AGAIN = "coverwell.doors.edi_gateway.payments.write.send_again"
SSH_KEY_FINGERPRINT = "coverwell.doors.edi_gateway.sftp.server.key_fingerprint"

# Empty: no scanner, and no document is shown to anybody.
VIRUS_SCANNER = environment.text("VIRUS_SCANNER")

SECRET_KEY = environment.secret_key()
FIELD_KEYS = environment.field_keys()
NEW_FIELD_KEY = "coverwell.config.environment.new_field_key"
DEBUG = environment.switched_on("DEBUG")
ALLOWED_HOSTS = environment.words("ALLOWED_HOSTS")

LOCAL_DATABASE = not environment.text("DATABASE_URL")
# What `coverwell` commands call before they ask the database; empty when a real server is named.
START_DATABASE = "coverwell.config.local_postgres.start_here" if LOCAL_DATABASE else ""
# A named server has its own means.
BACKUP_DATABASE = "coverwell.config.local_backup.backup_here" if LOCAL_DATABASE else ""
RESTORE_DATABASE = "coverwell.config.local_backup.restore"
_LOCAL = local_postgres.address(DATA_FOLDER)
DATABASES = {"default": environment.database(environment.text("DATABASE_URL") or _LOCAL.app)}
DATABASE_LOGIN = DATABASES["default"]["USER"]
OWNER_DATABASE = environment.database(
    environment.text("DATABASE_OWNER_URL") or environment.text("DATABASE_URL") or _LOCAL.owner
)
if _pool := int(environment.text("DATABASE_POOL")):
    DATABASES["default"]["OPTIONS"]["pool"] = {"min_size": 1, "max_size": _pool}
# Each service opens its own transaction: a role set by middleware would be lost in this one.
ATOMIC_REQUESTS = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_NOUNS = ["access", "audit", "partners", "files", "intake", "members", "providers", "plans"]
_NOUNS += ["claims", "authorizations", "payments", "payees", "estimates", "eligibility"]
_NOUNS += ["attachments", "billing"]
RECORDS = [f"coverwell.records.{noun}" for noun in _NOUNS]
DOORS = [
    f"coverwell.doors.{door}"
    for door in (
        *("sign_in", "public_site", "provider_portal", "member_portal", "back_office"),
        "edi_gateway",
    )
]
# Doors without pages: their `tasks` are the jobs of the workers.
DOORS += [
    "coverwell.doors.bank",
    "coverwell.doors.edi_gateway.payments",
    "coverwell.doors.schedule",
]
# Ours come first: their templates and static files win over those of third parties.
INSTALLED_APPS = [
    "coverwell.ui",
    *DOORS,
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "pgtrigger",
    "procrastinate.contrib.django",
    "coverwell.config",
    "django.forms",
    *RECORDS,
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "coverwell.doors.sign_in.middleware.actor_middleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "coverwell.config.urls"
ASGI_APPLICATION = "coverwell.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
            ],
        },
    },
]

AUTH_USER_MODEL = "cw_access.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
ACCOUNT_ADAPTER = "coverwell.doors.sign_in.adapter.Adapter"
LOGIN_URL = "account_login"
FORM_RENDERER = "coverwell.ui.forms.Renderer"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_EMAIL_VERIFICATION = "none"
USERSESSIONS_TRACK_ACTIVITY = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
AXES_FAILURE_LIMIT = 5
# axes counts failures; allauth's own count would hide its answer.
ACCOUNT_RATE_LIMITS = {"login_failed": False}
AXES_LOCKOUT_TEMPLATE = "sign_in/locked.html"
AXES_COOLOFF_TIME = 1  # hour
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]

HTTPS = environment.https()
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_COOKIE_HTTPONLY = True
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "manifest-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    },
}

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]
USE_I18N = True
FORMAT_MODULE_PATH = "coverwell.ui.formats"
USE_TZ = True
TIME_ZONE = environment.text("TIME_ZONE")

STATIC_URL = "/static/"
STATIC_ROOT = DATA_FOLDER / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
# Served straight from the package: a demonstration needs no collectstatic.
WHITENOISE_USE_FINDERS = True
_MAIL = environment.mail()
EMAIL_BACKEND = _MAIL["EMAIL_BACKEND"]
EMAIL_HOST = _MAIL["EMAIL_HOST"]
EMAIL_PORT = _MAIL["EMAIL_PORT"]
EMAIL_HOST_USER = _MAIL["EMAIL_HOST_USER"]
EMAIL_HOST_PASSWORD = _MAIL["EMAIL_HOST_PASSWORD"]
EMAIL_USE_TLS = _MAIL["EMAIL_USE_TLS"]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
