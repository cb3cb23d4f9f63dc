"""The step between password and desk."""

from allauth.mfa.stages import AuthenticateStage

from momentum.accounts.sign_in.proofs import PROVED_BY, PROVIDER, SECOND_FACTOR


class SecondFactorStage(AuthenticateStage):
    """Asks for the second factor, unless the provider where somebody signed in vouches for one."""

    def _should_handle(self, request) -> bool:
        vouched = request.session.get(SECOND_FACTOR) == PROVIDER
        if vouched and request.session.get(PROVED_BY) == str(self.login.user.pk):
            return False
        return super()._should_handle(request)
